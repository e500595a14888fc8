@0xd80b1f6e3c952705;
using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("avow::schema");
struct ApiPlaceholder { a @0 :Void; }
