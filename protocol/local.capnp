# What goes over the local socket between the program's own parts, each frame behind a u32 of its size
# (little-endian). protocol/README.md#local-api. The instance speaks first, with a hello; versions that differ mean:
# restart the instance. One request at a time on a connection; closing it cancels what was asked.
@0xc6a1d0b7f2e94853;

using Cxx = import "/capnp/c++.capnp";
using Api = import "api.capnp";
$Cxx.namespace("avow::schema");

struct Frame {
  union {
    unset @0 :Void;
    hello @1 :LocalHello;
    request @2 :Api.Request;
    unlock @3 :Data;         # the passphrase as typed, for an instance that is covered or locked; wiped on both sides
    cancel @4 :Void;
    data @5 :Data;           # upload: a part of at most 256 KiB; the number is reserved for attachments
    item @6 :Api.Item;
    progress @7 :Progress;
    done @8 :Api.Done;
    failure @9 :LocalFailure;
    openPage @10 :OpenPage;  # from `avow web`; a page itself cannot ask for it
    page @11 :PageDoor;      # its answer
  }
}

# Let a browser in, at 127.0.0.1. protocol/README.md#page.
struct OpenPage {
  port @0 :UInt16;           # 0 = where it listens already, else any
  revokeAll @1 :Bool;        # let nobody new in: every page that was opened so far is let out
  assetsDir @2 :Text;        # the page's files from here instead of those inside the program; "" = those
}
struct PageDoor {
  token @0 :Text;            # opens the page once, within a minute; "" = revokeAll
  port @1 :UInt16;
}

struct LocalHello {
  program @0 :Text;          # "avow 0.1.0"
  api @1 :UInt32;
  state @2 :Text;            # open, covered, locked
}

struct Progress {
  done @0 :UInt32;
  total @1 :UInt32;
}

# An Error as the room that met it made it: the sentences for people are made where they are read.
struct LocalFailure {
  code @0 :Text;             # base/result.h
  context @1 :Text;
}

# The first line of `serve --detached --json`, as `unlock` reads it; the message of an error is its context.
struct FirstLine {
  v @0 :UInt32;
  data @1 :Api.Listening;
  error @2 :Api.Failure;
}
