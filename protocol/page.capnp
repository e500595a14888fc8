# What the page says to its own instance beside requests of the local API, as JSON. protocol/README.md#page.
@0xb1d7a4c25f08e693;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("avow::schema");

struct PageToken {
  token @0 :Text;            # out of the address that `avow web` opened
}
