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
    promiseShow @13 :PromiseRef;
    verify @14 :Void;
    words @15 :Void;
    pairInvite @16 :PairInvite;
    pairJoin @17 :PairJoin;
    pairConfirm @18 :Void;
    pairWords @19 :Void;
    syncListen @20 :SyncListen;
    syncDial @21 :SyncDial;
    today @24 :Void;
    configShow @25 :Void;
    configSet @26 :Setting;
    localFacts @27 :Void;
    doctor @28 :Void;
    lock @29 :Void;
    privateWrite @30 :PrivateWrite;
    privateList @31 :PrivateQuery;
    privateShow @32 :PrivateQuery;
    privateErase @33 :PrivateQuery;
    journalShare @34 :TextChange;    # one sentence of it, as a note
    journalTakeBack @35 :RecordRef;
    mute @36 :Mute;
    stats @37 :StatsQuery;
    search @38 :SearchQuery;
    timeline @39 :TimelineQuery;
    us @40 :Void;
    shared @41 :SharedQuery;
    threadBegin @42 :ThreadBegin;
    threadAct @43 :ThreadAct;
    threadList @44 :ThreadQuery;
    threadShow @45 :ThreadRef;
    checkinStart @47 :CheckinStart;
    checkinAnswer @48 :CheckinGiven;
    checkinShow @49 :RecordRef;
    checkinWithdraw @50 :RecordRef;
    checkinList @46 :ListQuery;
    exportLines @51 :Void;           # everything that this vault holds, as JSON Lines
    importLines @52 :ImportLines;
    statsShare @53 :StatsQuery;      # one's own figures, as a note to the partner
    leave @54 :Leave;
    stop @55 :Void;                  # the instance ends; answered like lock
    backupCreate @56 :BackupCreate;  # the file comes as chunks, whoever asked writes it
    backupList @57 :Void;            # where backups of this vault were put
    redact @58 :Redact;
    takenBack @59 :TakenBackAct;
    epochStart @60 :EpochStart;      # a restored vault writes again, with new keys
    restoredList @61 :Void;          # own entries that wait for their author's word, and what was set apart
    restoredSay @62 :RestoredSay;
    rekey @63 :Rekey;                # new keys for both, over a conversation of its own
    rekeyDrop @64 :Void;             # the new keys that wait for their words are forgotten
    picture @65 :PictureQuery;
    bundleExport @66 :Void;          # a sealed file for the partner comes as chunks, whoever asked writes it
    backupMade @68 :BackupCreate;    # … and says so, once it was read back
    bundleTake @67 :BundlePiece;     # a sealed file of the partner's, piece behind piece
  }
}

struct RecordRef {
  id @0 :Text;               # a prefix as typed
}

struct PromiseRef {
  id @0 :Text;
  on @1 :Text;               # repeating and standing promises: one of its days, as typed; "" = the promise itself
}

struct NoteAdd {
  text @0 :Text;
  kind @1 :Text;             # "" = simply telling
  draft @2 :Bool;            # keep it here for now
  tags @3 :List(Text);
  expires @4 :Text;          # "" or when its text is to go, as typed
  replyTo @5 :Text;          # "" or the note that it answers, an id as typed
}

struct NoteAddLines {
  texts @0 :List(Text);      # at most 4,096 at a time, written in one transaction
}

# Lines of a file: checked whole before one is kept, and none is kept twice. protocol/README.md#export.
struct ImportLines {
  lines @0 :List(Text);      # at most 4,096 at a time, kept in one transaction
  format @1 :Text;           # "" = avow's own export · "loop": two texts, Habits.csv and Checkmarks.csv of Loop Habit Tracker
  checkOnly @2 :Bool;        # keep nothing
  firstLine @3 :UInt32 $Json.name("first_line");  # number of the first of them in its file, for what is said of a bad one
}

struct EpochStart {
  partnerUnreachable @0 :Bool $Json.name("partner_unreachable");  # without a sync since the restore: the partner is lost, or far away
}

# One waits, the other calls.
struct Rekey {
  listen @0 :Text;           # "" = call
  forSeconds @1 :UInt32 $Json.name("for_seconds");
  at @2 :Text;               # "" = where the partner was last reached
}

# Answered with a count of the pieces so far, the last one with what the file brought.
struct BundlePiece {
  number @0 :UInt32;         # from 0, which begins anew
  bytes @1 :Text;            # base64, of at most 64 KiB
  last @2 :Bool;
}

struct RestoredSay {
  id @0 :Text;               # a prefix as typed
  mine @1 :Bool;             # true: I wrote it · false: I did not
  all @2 :Bool;              # instead of an id: all that wait
}

# Takes own words back for good: a note as noteWithdraw does, of anything else the words; states and figures stay.
struct Redact {
  id @0 :Text;
  all @1 :Bool;              # … and every other own word in what it belongs to
}

# What the partner took back and this device still holds.
struct TakenBackAct {
  verb @0 :Text;             # list, show, erase, keep
  id @1 :Text;               # show, erase, keep; "all": erase, keep
}

struct BackupCreate {
  file @0 :Text;             # where it is put, an absolute path: kept on this device, so that a wipe finds it; "" = not kept
}

struct Leave {
  notice @0 :Bool;           # tell the partner, once and now, with a note; else nobody learns of it
}

struct ListQuery {
  limit @0 :UInt32;          # 0 = all
  since @1 :Text;            # "" or WHEN as typed, in the zone of the request
  kind @2 :Text;             # notes: "" or only those of that kind …
  tag @3 :Text;              # … and with that tag
  state @4 :Text;            # promises: "" or only open, asked (not binding yet) or done ones
}

# The private lane: nothing of it is in any answer but its own.
struct PrivateWrite {
  kind @0 :Text;             # journal, boundary, sign, session
  text @1 :Text;
  about @2 :Text;            # boundary, session: its id
  value @3 :Text;            # boundary: held or crossed
}
struct PrivateQuery {
  kind @0 :Text;             # "" = every kind but the journal
  about @1 :Text;            # privateList: only what is about this id
  id @2 :Text;               # privateShow, privateErase
  limit @3 :UInt32;          # 0 = all
}

struct Mute {
  what @0 :Text;             # off, all, notes, or kinds of notes with commas
  until @1 :Text;            # "" or when it ends, as typed
}

struct SearchQuery {
  words @0 :Text;            # words, and filters among them: kind: by: before: after: tag:
  limit @1 :UInt32;          # 0 = 20; at most 1,000
}

struct TimelineQuery {
  limit @0 :UInt32;          # 0 = all
  since @1 :Text;            # "" or ISO 8601, in the zone of the request
  before @2 :Text;           # the same
  kind @3 :Text;             # note, promise, question, …; "" = all
  yearAgo @4 :Bool;          # only the days around this one a year ago
}

struct SharedQuery {
  limit @0 :UInt32;          # 0 = all
  kind @1 :Text;             # "" = all
  id @2 :Text;               # "" = all, else only this one
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
  every @8 :Text;            # "" or how often it comes round: "weekday", "2 weeks on tue", RRULE text
  until @9 :Text;            # … its last day, as typed
  standing @10 :Bool;        # it holds until it is ended
  condition @11 :Text;       # "" or what has to come up first: a conditional promise
  grace @12 :Text;           # "" or how long after the due it is still on time: "2 hours", "1 day"
  from @13 :Text;            # "" or when the window begins that ends with the due, as typed
  review @14 :UInt32;        # days in which a report can be answered; 0 = 7
}

struct PromiseAct {
  id @0 :Text;
  verb @1 :Text;             # as on the command line: accept, decline, report, differ, …
  outcome @2 :Text;          # report, correct, settle, own view: kept, partly, missed, cant-tell
  text @3 :Text;             # because, thanks, new wording
  terms @4 :PromiseTerms;    # counter, change
  doneAt @5 :Text;           # report: "" or ISO 8601
  on @6 :Text;               # repeating and standing promises: which day is meant, as typed; "" = the one that waits
  from @7 :Text;             # end, pause: the first day, as typed; "" = tomorrow
  until @8 :Text;            # pause: the first day that is due again; "" = until it is resumed
}

# The first record of a question, an agreement, a boundary, …; what does not belong to its kind is left empty.
struct ThreadBegin {
  kind @0 :Text;             # question, agreement, transparency, boundary, repair, attempt, session, milestone, sign
  text @1 :Text;
  parts @2 :List(Headed);
  start @3 :Text;            # agreement, session, milestone: "" or ISO 8601, as typed; a date: its beginning
  until @4 :Text;            # agreement: its end; a date: all of it
  review @5 :Text;           # agreement: when both look at it again
  renews @6 :Text;           # agreement: id of the one whose place it takes; without a text it keeps that one's words
  draft @7 :Text;            # id of the draft to send instead
  asDraft @8 :Bool;
}

struct ThreadAct {
  kind @0 :Text;             # question, agreement, boundary, repair (attempts too), session, milestone, sign
  id @1 :Text;
  verb @2 :Text;             # as on the command line: answer, sign, end, apologise, …
  text @3 :Text;
  parts @4 :List(Headed);
  when @5 :Text;             # answer: by when, as a promise · pause: until when · move: its new time · outcome: "" or the next session
  inSession @6 :Bool;        # answer: in our next session
  promise @7 :Text;          # amends, outcome: id of the promise that is linked
  offer @8 :PromiseTerms;    # … or of one that is offered with it; without a text: none
}

struct ThreadQuery {
  kind @0 :Text;             # as in ThreadAct; "" = all
  limit @1 :UInt32;          # 0 = all
  since @2 :Text;
}

struct ThreadRef {
  kind @0 :Text;
  id @1 :Text;
}

# A text under its heading (record.capnp, Heading): why, what_happened, my_responsibility, …
struct Headed {
  heading @0 :Text;
  text @1 :Text;
}

struct CheckinStart {
  set @0 :Text;              # "" or "pulse", "talk"; with questions: not looked at
  questions @1 :Text;        # a person's own set as JSON: a QuestionSet
  expires @2 :Text;          # "" (in 7 days) or ISO 8601
}

# Questions of a person's own, as their file holds them. Nothing else is taken from it.
struct QuestionSet {
  questions @0 :List(CheckinQuestion);
}
struct CheckinQuestion {
  key @0 :Text;
  text @1 :Text;
  lowest @2 :Int32;
  highest @3 :Int32;         # 0 and 0: it asks for words
  sharing @4 :Text;          # "" or exact, band, trend, private: what an answer without a level gets
}

struct CheckinGiven {
  id @0 :Text;
  answers @1 :List(GivenAnswer);
}
struct GivenAnswer {
  key @0 :Text;
  value @1 :Text;
  sharing @2 :Text;          # "" = as the question says
}

struct PairInvite {
  listen @0 :Text;           # ADDR:PORT
  forSeconds @1 :UInt32;
  sideBySide @2 :Bool;
  advertise @3 :List(Text);  # address hints put into the link instead of where it listens (a wildcard: this device's own addresses)
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
    event @5 :Event;
    privateRecord @6 :PrivateRecord $Json.name("private_record");
    hit @9 :Hit;
    moment @7 :Moment;
    shared @8 :SharedItem;
    thread @10 :Thread;
    checkin @11 :Checkin;
    line @12 :Text;            # of an export, without its line end
    chunk @13 :Data;           # of a file, in order
    takenBack @14 :TakenBack $Json.name("taken_back");
    restored @15 :RestoredRecord;
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
    today @11 :Today;
    config @12 :Config;
    setting @13 :Setting;
    localFacts @14 :LocalFacts $Json.name("local_facts");
    doctor @15 :Doctor;
    locked @16 :Locked;
    unlocked @17 :Unlocked;
    partial @18 :Partial;      # a list ended of which something could not be read
    templates @19 :Templates;
    stats @20 :Stats;
    searched @21 :Searched;    # the hits ended
    us @22 :Us;
    checkin @23 :Checkin;
    left @24 :Left;
    backupCreated @25 :BackupCreated $Json.name("backup_created");
    backupVerified @26 :BackupVerified $Json.name("backup_verified");
    restored @27 :Restored;
    backups @28 :Backups;
    epochStarted @29 :EpochStarted $Json.name("epoch_started");
    rekeyed @30 :Rekeyed;
    picture @31 :Picture;
    bundleExported @32 :BundleExported $Json.name("bundle_exported");
    bundleImported @33 :BundleImported $Json.name("bundle_imported");
  }
}

struct BundleExported {
  file @0 :Text;             # as it was named; of an answer without a file ""
  entries @1 :UInt32;        # own records in it: all that the partner is not known to hold
  partner @2 :Text;
}

# What a sealed file brought. Whatever is said here, nothing is lost.
struct BundleImported {
  received @0 :UInt32;       # new records, stored now
  partner @1 :Text;
  gap @2 :Bool;              # it begins behind what is here: the partner's device takes this one to hold more
  older @3 :Bool;            # it shows less than is here already
  twoHistories @4 :Bool $Json.name("two_histories");  # it shows another history than is here; both are kept as evidence
  readOnly @5 :Bool $Json.name("read_only");          # it shows own records that this vault lost: it is only read from now on
}

struct BackupCreated {
  file @0 :Text;             # where whoever asked for it wrote it
  entries @1 :UInt32;
}
struct Backups {
  files @0 :List(Text);      # the last one at the end
}
struct BackupVerified {
  ok @0 :Bool;
  entries @1 :UInt32;
  madeAt @2 :Text $Json.name("made_at");
}
struct Restored {
  readOnly @0 :Bool $Json.name("read_only");
  entries @1 :UInt32;
}

struct EpochStarted {
  epoch @0 :UInt32;
}
struct Rekeyed {
  words @0 :List(Text);      # to be compared
  state @1 :Text;            # waiting: for my word that they are the same · confirmed: used from the next sync on, if both say so · dropped
}
# Something set apart: it counts in no list and no figure.
struct RestoredRecord {
  id @0 :Text;
  by @1 :Text;
  lane @2 :Text;
  kind @3 :Text;
  text @4 :Text;
  saidAt @5 :Text $Json.name("said_at");
  state @6 :Text;            # waiting: for my word · not_mine: I did not write it · not_theirs: my partner says so · other_branch
}

struct Partial {
  unreadable @0 :UInt32;     # so many: shown in state "damaged" and without text, or (drafts) not at all
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
  successor @6 :Text;        # promises: the one that holds the new terms, once a change was accepted
  expires @7 :Text;          # notes: when its text goes, RFC 3339
  expiresLocal @8 :Text $Json.name("expires_local");  # … as the asker's wall shows it
  remark @9 :Text;           # on a date that was typed: what was taken and why; "" when nothing needs saying
  promise @10 :Text;         # the promise that was offered along with it
  next @11 :Text;            # the session that was planned along with it
  traces @12 :Bool;          # for want of room on the disk, old bytes of what was erased may still stand in unused places of the vault's files
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
  versions @8 :List(NoteVersion);  # noteShow: every wording, the oldest first; elsewhere, and when withdrawn or expired, empty
  tags @9 :List(Text);
  expiresAt @10 :Text $Json.name("expires_at");
  replyTo @11 :Text $Json.name("reply_to");  # the note that it answers
  replies @12 :List(Text);   # noteShow: the notes that answer it, the oldest first; elsewhere empty
  missing @13 :Text;         # why its words are not shown: taken_back (by their author), not_kept (on this device), "" they are, or the state says it
  byFile @14 :Bool $Json.name("by_file");  # it came in a sealed file, and no live sync has shown it yet
}
# Something that its author took back and of which this device still has a copy.
struct TakenBack {
  id @0 :Text;               # of the record itself
  kind @1 :Text;             # of what it belongs to, as in Hit
  event @2 :Text;            # as in Moment
  saidAt @3 :Text $Json.name("said_at");
  state @4 :Text;            # waiting: for my word · kept
  text @5 :Text;             # only when it is shown by itself
}

struct NoteVersion {
  text @0 :Text;
  saidAt @1 :Text $Json.name("said_at");
}

struct PrivateRecord {
  id @0 :Text;
  kind @1 :Text;             # journal, boundary, sign, session, other
  text @2 :Text;
  state @3 :Text;            # journal: written, or shared while a sentence of it is · boundary: held, crossed · else: noted
  about @4 :Text;            # the boundary or the session; of a shared journal the note that holds its sentence
  saidAt @5 :Text $Json.name("said_at");  # "" of a journal: it has no dates
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
  shape @14 :Text;           # one_off, repeating, standing, conditional, or day: one day of a repeating or standing promise
  every @15 :Text;           # repeating: "every weekday"
  on @16 :Text;              # a day: its date
  ends @17 :Text;            # standing, repeating: from when on it is ended
  condition @18 :Text;       # conditional: what has to come up
  days @19 :List(PromiseDay);  # promiseShow of a repeating or standing one: the last and the next days
  from @20 :Text;            # the beginning of its window
  missing @21 :Text;         # as in Note
  can @22 :List(Possible);   # what is open to me now
  grace @23 :Text;           # how long after its due it is still on time, when the two agreed on that: "2 hours"
  review @24 :UInt32;        # days in which a report can be answered
}
# Something that PromiseAct would take now (of a draft: promiseOffer, redact).
struct Possible {
  verb @0 :Text;
  outcomes @1 :List(Text);   # one of them has to be named; empty: none
  proposal @2 :Text;         # what it answers or takes back: terms, outcome; "" = the promise itself
}

struct PromiseDay {
  on @0 :Text;
  state @1 :Text;
  outcome @2 :Text;
  due @3 :Text;
  dueLocal @4 :Text $Json.name("due_local");
}

# The agenda of a weekly talk.
struct Talk {
  parts @0 :List(TalkPart);
}
struct TalkPart {
  title @0 :Text;
  text @1 :Text;
  minutes @2 :UInt32;        # a suggestion
}

struct Checkin {
  id @0 :Text;
  by @1 :Text;               # who began it
  state @2 :Text;
  saidAt @3 :Text $Json.name("said_at");
  expiresAt @4 :Text $Json.name("expires_at");
  expiresLocal @5 :Text $Json.name("expires_local");
  mine @6 :List(CheckinAnswer);    # null: nothing is sealed by me
  theirs @7 :List(CheckinAnswer);  # null until it is revealed
  openedByOnly @8 :Text $Json.name("opened_by_only");      # me, partner or ""
  falseOpeningBy @9 :Text $Json.name("false_opening_by");  # me, partner, both or "": what was opened is not what was sealed
  questions @10 :List(CheckinQuestion);
}
struct CheckinAnswer {
  key @0 :Text;
  sharing @1 :Text;          # exact, band, trend; of mine also private
  value @2 :Int32;           # exact: the number · band: 1, 2, 3 · trend: -1, 0, 1; of mine always the number that I gave
  text @3 :Text;             # as words: what was written, or "7", "middle", "up"
  seen @4 :Text;             # of mine: what the other sees of it, "" = nothing
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
  missing @8 :Text;          # as in Note
}

struct Proposal {
  id @0 :Text;
  by @1 :Text;
  kind @2 :Text;             # terms or outcome
  text @3 :Text;
  due @4 :Text;
  outcome @5 :Text;
  dueLocal @6 :Text $Json.name("due_local");
  # The rest of terms, whole, each as in Promise.
  doneWhen @7 :Text $Json.name("done_when");
  ifThen @8 :Text $Json.name("if_then");
  lookAt @9 :Text $Json.name("look_at");
  shape @10 :Text;
  every @11 :Text;
  condition @12 :Text;
  from @13 :Text;
  grace @14 :Text;
  review @15 :UInt32;
}

# A question, an agreement, a boundary, repair, a session, a milestone, a sign of trust. protocol/README.md#threads.
struct Thread {
  id @0 :Text;
  kind @1 :Text;             # question, agreement, boundary, repair, attempt, session, milestone, sign
  by @2 :Text;
  state @3 :Text;
  text @4 :Text;             # as it stands; of what is withdrawn nothing
  parts @5 :List(Headed);
  transparency @6 :Bool;     # an agreement about what is shown to each other
  starts @7 :Text;
  startsLocal @8 :Text $Json.name("starts_local");    # as its author's wall shows it; the day alone when no time was named
  ends @9 :Text;
  endsLocal @10 :Text $Json.name("ends_local");
  review @11 :Text;
  reviewLocal @12 :Text $Json.name("review_local");
  pausedUntil @13 :Text $Json.name("paused_until");
  target @14 :Text;          # the promise that answers or makes amends; the agreement that it renews
  waitsForMe @15 :Bool $Json.name("waits_for_me");
  saidAt @16 :Text $Json.name("said_at");
  receivedAt @17 :Text $Json.name("received_at");
  can @18 :List(Text);       # the verbs that are open to me now
  history @19 :List(ThreadEvent);  # in `today` empty
  missing @20 :Text;         # as in Note
  byFile @21 :Bool $Json.name("by_file");  # as in Note; of the record that it began with
}

struct ThreadEvent {
  id @0 :Text;
  event @1 :Text;            # propose, sign, answer_by, …
  by @2 :Text;
  standing @3 :Text;         # counted, crossed, inert, waiting, annotation
  saidAt @4 :Text $Json.name("said_at");
  receivedAt @5 :Text $Json.name("received_at");
  text @6 :Text;
  parts @7 :List(Headed);
  target @8 :Text;           # a promise that it links
  missing @9 :Text;          # as in Note
  byFile @10 :Bool $Json.name("by_file");  # as in Note
}

# Something said that a search found.
struct Hit {
  id @0 :Text;               # of what it belongs to: `show` takes it
  kind @1 :Text;             # note, promise, question, agreement, boundary, repair, attempt, session, milestone, sign
  by @2 :Text;
  saidAt @3 :Text $Json.name("said_at");
  state @4 :Text;
  text @5 :Text;             # a few words around what was found
}
struct Searched {
  more @0 :Bool;             # there are other hits
  leftOut @1 :UInt32 $Json.name("left_out");  # so many texts were not looked in: unreadable, or one person wrote too much
}

# One thing that happened, as the timeline tells it.
struct Moment {
  id @0 :Text;               # of what it belongs to
  kind @1 :Text;             # as in Hit, and checkin; newer: written by a newer avow, and nothing more is known of it
  event @2 :Text;            # share, propose, accept, report, answer, pin, …
  by @3 :Text;
  saidAt @4 :Text $Json.name("said_at");
  text @5 :Text;             # what was said, or what it was said about
  state @6 :Text;            # of what it belongs to, as it is now
  byFile @7 :Bool $Json.name("by_file");  # as in Note
}

# Something of mine that the partner holds or will get.
struct SharedItem {
  id @0 :Text;               # of what it belongs to
  kind @1 :Text;
  event @2 :Text;            # as in Moment
  saidAt @3 :Text $Json.name("said_at");
  text @4 :Text;
  state @5 :Text;
  delivered @6 :Bool;        # the partner is known to hold it
  withdraw @7 :Text;         # the command that takes it back; "" = its words are gone or cannot be read
  verb @8 :Text;             # … its verb: redact, or one of the thing's own
  record @9 :Text;           # … what redact takes: of this record itself
}

# The shared picture.
struct Us {
  since @0 :Text;            # when the first record was said, "" = none yet
  together @1 :Text;         # that as a phrase: "in the third month"
  milestones @2 :List(UsItem);  # pinned, the latest first
  agreements @3 :List(UsItem);  # those that hold, the one that ends first on top
  boundaries @4 :List(UsItem);  # as stated, mine first
  sessions @5 :List(UsItem); # planned, the next one first
  openRepairs @6 :UInt32 $Json.name("open_repairs");
  ours @7 :Together;         # "we kept 17 of 20"
}
struct UsItem {
  id @0 :Text;
  by @1 :Text;
  text @2 :Text;
  saidAt @3 :Text $Json.name("said_at");
  state @4 :Text;
  at @5 :Text;               # a session's time, an agreement's end; "" = none
  review @6 :Text;           # when both look at an agreement again; "" = none
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
  lastSyncAt @9 :Text $Json.name("last_sync_at");  # the day only, 2026-11-28: the time would say when the partner was there
  serving @10 :Bool;         # this device answers or calls the partner by itself; says nothing about the partner
  cosignedThrough @11 :UInt32 $Json.name("cosigned_through");  # own entries, both lanes, that the partner has cosigned
  listening @12 :Text;       # where, "" = nowhere
  covered @13 :Bool;         # the instance asks for the passphrase before it shows content
  newer @14 :UInt32;         # records of both, written by a newer avow: kept, and counted once this program knows them
  lastBackup @15 :Text $Json.name("last_backup");  # the day on which this device last made one, "" = none
  takenBack @16 :UInt32 $Json.name("taken_back");  # what the partner took back and waits for my word: erase or keep the copy
  epoch @17 :UInt32;         # of my own logs
  restoredWaiting @18 :UInt32 $Json.name("restored_waiting");  # own entries that wait for my word
  histories @19 :UInt32;     # logs of which two histories were shown (restored from a backup?)
  why @20 :Text;             # when only read, and after "I did not write these": what is the matter, as a sentence
  next @21 :Text;            # … and what to do next
  byFile @22 :UInt32 $Json.name("by_file");  # records of the partner's that came in a sealed file, and no live sync has shown yet
  newKeys @23 :Text $Json.name("new_keys");  # agreed on anew with the partner: "" = none, words = to be compared first, confirmed = used from the next sync on
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
  histories @6 :List(Problem);  # two histories of one log that are settled: a later epoch began since
}

struct SpokenWords {
  words @0 :List(Text);
  saidAt @1 :Text $Json.name("said_at");
  logs @2 :List(LogSize);      # sizes then, nothing else is kept of them; empty for the words of a pairing
}

# How many entries a log had.
struct LogSize {
  lane @0 :Text;
  by @1 :Text;
  size @2 :UInt32;
}

struct Listening {
  address @0 :Text;
  serving @1 :Bool;          # an instance listens or calls by itself
}

struct Invite {
  link @0 :Text;
  address @1 :Text;          # where it waits, the port that was really opened
  expiresAt @2 :Text $Json.name("expires_at");
  addresses @3 :List(Text);  # those in the link, where the partner looks
  qr @4 :Text;               # the link as a QR code, an SVG picture; "" = it is too long for one
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

# Something that happened while an instance serves. Nothing is said when a connection is made or lost.
struct Event {
  event @0 :Text;            # received: entries of the partner's arrived · level: both copies are level again
  count @1 :UInt32;          # received: so many entries · level: entries that moved, both ways
}

# What waits for this person today, at most a few of each (the rest is counted).
struct Today {
  date @0 :Text;             # the local day, 2026-11-28
  mine @1 :List(Promise);    # my promises that are due by the end of the day, or past due without a word
  answers @2 :List(Promise); # promises that wait for my word: to accept, take on, confirm, …
  notes @3 :List(Note);      # the partner's newest notes that I have not marked as seen
  moreMine @4 :UInt32 $Json.name("more_mine");
  moreAnswers @5 :UInt32 $Json.name("more_answers");
  moreNotes @6 :UInt32 $Json.name("more_notes");
  undelivered @7 :UInt32;
  next @8 :Text;             # the one thing that comes next, as a sentence
  muted @9 :Text;            # "" or what is muted, as a sentence
  threads @10 :List(Thread);  # the partner's questions, proposals, repair, … that wait for my answer; without histories
  moreThreads @11 :UInt32 $Json.name("more_threads");
  checkins @12 :List(Checkin);  # the one check-in that waits for my answer and ends first
  moreCheckins @13 :UInt32 $Json.name("more_checkins");
  takenBack @14 :UInt32 $Json.name("taken_back");  # as in Status
}

# What a kind of note may be written along.
struct Templates {
  templates @0 :List(Template);
}
struct Template {
  name @0 :Text;
  kind @1 :Text;
  headings @2 :List(Text);
}

struct Setting {
  key @0 :Text;
  value @1 :Text;
  standard @2 :Text;         # the value when nothing was set
  help @3 :Text;
}
struct Config {
  settings @0 :List(Setting);
  paths @1 :List(Setting);   # where things lie: vault, state, socket (value), help says what it is
}

# Local facts of this device; they never leave it.
struct LocalFacts {
  madeAt @0 :Text $Json.name("made_at");
  unlocks @1 :UInt32;
  lastUnlockAt @2 :Text $Json.name("last_unlock_at");
  failedUnlocks @3 :UInt32 $Json.name("failed_unlocks");
  exports @4 :UInt32;
  pairings @5 :UInt32;
  events @6 :List(LocalFact);  # the newest first
}
struct LocalFact {
  what @0 :Text;             # made, unlocked, failed-unlock, paired, exported, locked, backed-up
  at @1 :Text;
}

struct Check {
  name @0 :Text;             # version, clock, vault, …
  ok @1 :Bool;
  text @2 :Text;             # what was found, as a sentence
  hint @3 :Text;             # what to do, when it is not well
}
struct Doctor {
  ok @0 :Bool;
  checks @1 :List(Check);
}
struct Locked {
  locked @0 :Bool;
}
struct Left {
  done @0 :Bool;
  notice @1 :Text;           # "" none was asked for · delivered: the partner's device holds it · unsure: it did not say so · before: this vault had left already
  traces @2 :Bool;           # for want of room on the disk, old bytes of the keys may still stand in unused places of the vault's files
}
struct Unlocked {
  address @0 :Text;          # "" = nothing listens
  pid @1 :UInt32;
  serving @2 :Bool;          # it listens or calls by itself
}

struct StatsQuery {
  since @0 :Text;            # "" = from the first; as typed
}

# PRODUCT.md, "Fair measurement". Counts of promises, and of single days of repeating ones.
struct Figures {
  due @0 :UInt32;            # kept, late, partly, missed, differed, unreported
  kept @1 :UInt32;           # on time
  late @2 :UInt32;
  partly @3 :UInt32;
  missed @4 :UInt32;
  excused @5 :UInt32;        # before the due
  excusedAfterDue @6 :UInt32 $Json.name("excused_after_due");
  renegotiated @7 :UInt32;   # in good time
  lateChanges @8 :UInt32 $Json.name("late_changes");
  steppedBack @9 :UInt32 $Json.name("stepped_back");
  differed @10 :UInt32;      # seen differently, until it is settled
  unreported @11 :UInt32;
  forewarned @12 :UInt32;    # of missed and stepped_back
  followThrough @13 :Json.Value $Json.name("follow_through");  # 0 … 1, or null
  whyNull @14 :Text $Json.name("why_null");                    # "", too_few or too_little_reported
  onTime @15 :Json.Value $Json.name("on_time");
  coverage @16 :Json.Value;
}
struct Together {
  kept @0 :UInt32;
  due @1 :UInt32;
}
struct MonthOfFigures {
  month @0 :Text;            # "2026-11"
  mine @1 :Figures;
  ours @2 :Together;
  strength @3 :Json.Value;   # mine at its end, 0 … 1: one miss dents it, nothing resets it
}
struct Stats {
  mine @0 :Figures;
  ours @1 :Together;
  months @2 :List(MonthOfFigures);
}

struct PictureQuery {
  kind @0 :Text;             # months, trend, calendar, pulse, or timeline: of one promise
  id @1 :Text;               # timeline: its promise, as typed
  on @2 :Text;               # … and one of its days, as in PromiseRef
  since @3 :Text;            # of the others: "" = as much as fits; as typed
  form @4 :Text;             # "" = no drawing, svg, or text: for a terminal
  width @5 :UInt32;          # text: its columns; 0 = 80
}
# What a picture shows, drawn, as a sentence and as a table: each says the same.
struct Picture {
  kind @0 :Text;
  title @1 :Text;
  sentence @2 :Text;
  columns @3 :List(Text);    # headings of the table
  rows @4 :List(PictureRow);
  drawing @5 :Text;          # in the form that was asked for
}
struct PictureRow {
  cells @0 :List(Text);
}
