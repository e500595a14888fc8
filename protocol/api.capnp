# The one local API: what a command, a page or a script may ask of an instance. One Request is answered by
# Item*, Progress*, then one Done or Failure. protocol/README.md#local-api.
# JSON shows the same structs: names in snake_case, counts as numbers, ids and hashes as text, times as
# RFC 3339 text. Every field of an answer is always set; "" means none.
@0xd80b1f6e3c952705;
using Cxx = import "/capnp/c++.capnp";
using Json = import "/capnp/compat/json.capnp";
$Cxx.namespace("avow::schema");

struct Request {
  zone @22 :Text;            # the asker's IANA time zone
  clockIsRight @23 :Bool;    # the asker says so although the clock looks wrong (before the last own record)
  union {
    unset @0 :Void;
    status @1 :Void;
    noteAdd @2 :NoteAdd;
    noteAddLines @3 :NoteAddLines;
    noteShare @4 :RecordRef;
    noteList @5 :ListQuery;
    noteShow @6 :RecordRef;
    noteSeen @7 :RecordRef;
    noteCorrect @8 :TextChange;
    noteWithdraw @9 :RecordRef;
    promiseOffer @10 :PromiseTerms;
    promiseAct @11 :PromiseAct;
    promiseList @12 :ListQuery;
    promiseShow @13 :RecordRef;
    verify @14 :Void;
    words @15 :Void;
    pairInvite @16 :PairInvite;
    pairJoin @17 :PairJoin;
    pairConfirm @18 :Void;
    pairWords @19 :Void;
    syncListen @20 :SyncListen;
    syncDial @21 :SyncDial;
  }
}

struct RecordRef {
  id @0 :Text;               # a prefix as typed
}

struct NoteAdd {
  text @0 :Text;
  kind @1 :Text;             # "" = simply telling
  draft @2 :Bool;            # keep it here for now
}

struct NoteAddLines {
  texts @0 :List(Text);      # at most 4,096 at a time, written in one transaction
}

struct ListQuery {
  limit @0 :UInt32;          # 0 = all
  since @1 :Text;            # "" or ISO 8601, in the zone of the request
}

struct TextChange {
  id @0 :Text;
  text @1 :Text;
}

struct PromiseTerms {
  text @0 :Text;
  due @1 :Text;              # "" or ISO 8601, as typed
  doneWhen @2 :Text;
  ifThen @3 :Text;
  lookAt @4 :Text;
  asDraft @5 :Bool;
  draft @6 :Text;            # id of the draft to offer instead of new terms
  ask @7 :Bool;              # ask the partner to promise this, instead of promising it
}

struct PromiseAct {
  id @0 :Text;
  verb @1 :Text;             # as on the command line: accept, decline, report, differ, …
  outcome @2 :Text;          # report, correct, settle, own view: kept, partly, missed, cant-tell
  text @3 :Text;             # because, thanks, new wording
  terms @4 :PromiseTerms;    # counter, change
  doneAt @5 :Text;           # report: "" or ISO 8601
}

struct PairInvite {
  listen @0 :Text;           # ADDR:PORT
  forSeconds @1 :UInt32;
  sideBySide @2 :Bool;
  advertise @3 :List(Text);  # address hints put into the link instead of the listening address
}

struct PairJoin {
  link @0 :Text;
  at @1 :Text;               # "" = the addresses in the link
  sideBySide @2 :Bool;
}

struct SyncListen {
  listen @0 :Text;
  forSeconds @1 :UInt32;
}

struct SyncDial {
  at @0 :Text;               # "" = the last known addresses
}

# One thing on the way: a list's element or an event.
struct Item {
  union {
    unset @0 :Void;
    note @1 :Note;
    promise @2 :Promise;
    listening @3 :Listening;
    invite @4 :Invite;
  }
}

struct Done {
  union {
    unset @0 :Void;
    status @1 :Status;
    record @2 :RecordState;
    count @3 :Count;
    verified @4 :Verified;
    words @5 :SpokenWords;
    paired @6 :Paired;
    confirmed @7 :Confirmed;
    synced @8 :Synced;
    created @9 :Created;
    list @10 :Void;            # a list ended
  }
}

struct Failure {
  code @0 :Text;
  message @1 :Text;
  hint @2 :Text;
  candidates @3 :List(Text); # ids that an ambiguous prefix fits
}

struct Created {
  vault @0 :Text;
  recoveryCode @1 :Text $Json.name("recovery_code");
}

# The state of one record after a command changed it.
struct RecordState {
  id @0 :Text;
  state @1 :Text;
  due @2 :Text;              # promises: the resolved instant, RFC 3339
  dueLocal @3 :Text $Json.name("due_local");   # … as the author's wall shows it
  lane @4 :Text;             # commitments, notes or private
  firstOfLane @5 :Bool $Json.name("first_of_lane");  # explain the lane now
}

struct Count {
  count @0 :UInt32;
}

struct Note {
  id @0 :Text;
  by @1 :Text;
  kind @2 :Text;
  text @3 :Text;
  state @4 :Text;
  saidAt @5 :Text $Json.name("said_at");
  receivedAt @6 :Text $Json.name("received_at");
  corrected @7 :Bool;
}

struct Promise {
  id @0 :Text;
  by @1 :Text;               # the promiser
  text @2 :Text;
  due @3 :Text;
  state @4 :Text;
  outcome @5 :Text;
  doneWhen @6 :Text $Json.name("done_when");
  ifThen @7 :Text $Json.name("if_then");
  lookAt @8 :Text $Json.name("look_at");
  dueLocal @9 :Text $Json.name("due_local");
  history @10 :List(PromiseEvent);
  pending @11 :List(Proposal);
  successor @12 :Text;
  predecessor @13 :Text;
}

struct PromiseEvent {
  id @0 :Text;
  event @1 :Text;
  by @2 :Text;
  saidAt @3 :Text $Json.name("said_at");
  receivedAt @4 :Text $Json.name("received_at");
  standing @5 :Text;         # counted, crossed, inert, waiting, annotation
  text @6 :Text;
  outcome @7 :Text;
}

struct Proposal {
  id @0 :Text;
  by @1 :Text;
  kind @2 :Text;             # terms or outcome
  text @3 :Text;
  due @4 :Text;
  outcome @5 :Text;
}

struct LogSummary {
  lane @0 :Text;
  by @1 :Text;
  size @2 :UInt32;
  root @3 :Text;             # hex
  cosigned @4 :UInt32;       # largest size that the other has cosigned (by me) or that I cosigned (by partner)
}

struct Status {
  vault @0 :Text;
  name @1 :Text;
  paired @2 :Bool;           # both keys known and confirmed by me
  partner @3 :Text;          # display name
  pairing @4 :Text;          # none, waiting-for-confirmation, confirmed
  logs @5 :List(LogSummary);
  undelivered @6 :UInt32;    # own entries that the partner has not been seen to hold
  drafts @7 :UInt32;
  readOnly @8 :Bool $Json.name("read_only");
  lastSyncAt @9 :Text $Json.name("last_sync_at");
}

struct Problem {
  where @0 :Text;
  what @1 :Text;
}

struct Verified {
  ok @0 :Bool;
  entries @1 :UInt32;
  problems @2 :List(Problem);
  logs @3 :List(LogSummary);
  heads @4 :UInt32;
  cosignatures @5 :UInt32;
}

struct SpokenWords {
  words @0 :List(Text);
  saidAt @1 :Text $Json.name("said_at");
  logs @2 :List(LogSummary);   # sizes then; empty for the words of a pairing
}

struct Listening {
  address @0 :Text;
}

struct Invite {
  link @0 :Text;
  address @1 :Text;
  expiresAt @2 :Text $Json.name("expires_at");
}

struct Paired {
  partner @0 :Text;
  words @1 :List(Text);
  confirmed @2 :Bool;
}

struct Confirmed {
  confirmed @0 :Bool;
  partner @1 :Text;
}

struct Synced {
  sent @0 :UInt32;
  received @1 :UInt32;
  level @2 :Bool;
  words @3 :List(Text);
  partner @4 :Text;
}
