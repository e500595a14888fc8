// The house rules on the real tree. tests/tidy/planted_test.cpp shows that each rule can fail.
#include <doctest/doctest.h>

#include "base/encoding.h"
#include "crypto/hash.h"
#include "tidy/code_rules.h"
#include "tidy/protocol_rules.h"

using namespace avow;
using namespace avow::tidy;

namespace {

const std::filesystem::path kRoot = AVOW_SOURCE_DIR;
const std::vector<std::string> kCode{".h", ".cpp"};

// src and cli: the program itself.
const std::vector<Source>& program() {
  static const std::vector<Source> sources = [] {
    auto out = load_tree(kRoot, "src", kCode);
    auto cli = load_tree(kRoot, "cli", kCode);
    out.insert(out.end(), cli.begin(), cli.end());
    return out;
  }();
  return sources;
}

template <typename Rule>
void check_all(const std::vector<Source>& sources, Rule rule) {
  REQUIRE_FALSE(sources.empty());
  for (const auto& source : sources) {
    for (const auto& found : rule(source)) FAIL_CHECK(found);
  }
}

void check_none(const Findings& findings) {
  for (const auto& found : findings) FAIL_CHECK(found);
}

std::string protocol_file(const std::string& name) { return read_text(kRoot / "protocol" / name); }

// Every field that two people exchange or keep (PRODUCT.md, safety rule 1). A new line here is a decision:
// what does it tell about a person, and did they release it by an explicit act?
const std::set<std::string> kRecordFields{
    "Facts.kind@0",       "Facts.role@1",   "Facts.outcome@2",      "Facts.flags@3",    "Facts.saidAt@4",
    "Facts.dueAt@5",      "Facts.doneAt@7", "Facts.graceEndAt@6",   "Facts.promise@9",  "Facts.reviewMillis@8",
    "Facts.parent@10",    "Facts.zone@12",  "Facts.proposal@11",    "Facts.dueWall@13", "Facts.dueZone@14",
    "Facts.takesKind@15", "Facts.takes@16", "Facts.takesParent@17", "Facts.shape@18",   "Words.text@0",
    "Words.doneWhen@1",   "Words.ifThen@2", "Words.lookAt@3",       "Words.noteKind@4",
    "Facts.recurrence@19", "Facts.series@20", "Facts.seriesHead@21", "Facts.day@22", "Facts.untilDay@23",
    "Facts.startAt@24", "Facts.expiresAt@25", "Facts.reviewAt@26", "Facts.seal@27", "Facts.target@28",
    "Recurrence.frequency@0", "Recurrence.interval@1", "Recurrence.weekStart@2", "Recurrence.count@3",
    "Recurrence.until@4", "Recurrence.byDay@5", "Recurrence.byMonthDay@6", "Recurrence.byMonth@7",
    "Recurrence.bySetPosition@8", "ByDay.nth@0", "ByDay.weekday@1", "Words.parts@5", "Words.tags@6",
    "Words.questions@7", "Words.nonce@8", "Words.answers@9", "Part.heading@0", "Part.text@1", "Question.key@0",
    "Question.text@1", "Question.lowest@2", "Question.highest@3", "Question.sharing@4", "Answers.answers@0",
    "Answer.key@0", "Answer.sharing@1", "Answer.value@2", "Answer.text@3"};
const std::set<std::string> kEntryFields{
    "EntryHeader.index@0",     "EntryHeader.seenSize@1", "EntryHeader.minute@2",
    "EntryHeader.seenEpoch@3", "EntryHeader.version@4",  "EntryHeader.logId@5",
    "EntryHeader.random@6",    "EntryHeader.seenHash@7", "EntryHeader.commitment@8"};
const std::set<std::string> kSyncFields{"SyncMessage.unset@0",
                                        "SyncMessage.hello@1",
                                        "SyncMessage.chunk@2",
                                        "SyncMessage.cosign@3",
                                        "SyncMessage.wordsCommit@4",
                                        "SyncMessage.end@7",
                                        "SyncMessage.wordsReply@5",
                                        "SyncMessage.wordsOpen@6",
                                        "SyncMessage.blobWant@8",
                                        "SyncMessage.blobHave@9",
                                        "SyncMessage.blobChunk@10",
                                        "SyncMessage.level@11",
                                        "SyncMessage.stored@12",
                                        "Head.text@0",
                                        "Head.signature@1",
                                        "Head.authorTag@2",
                                        "LogState.lane@0",
                                        "LogState.epoch@1",
                                        "LogState.yours@2",
                                        "LogState.size@3",
                                        "LogState.head@4",
                                        "LogState.cosignedSize@5",
                                        "LogState.certificate@6",
                                        "Hello.version@0",
                                        "Hello.logs@1",
                                        "Hello.addresses@2",
                                        "PayloadPart.salt@0",
                                        "PayloadPart.bytes@1",
                                        "Entry.header@0",
                                        "Entry.facts@1",
                                        "Entry.words@2",
                                        "Entry.wordsCommitment@3",
                                        "Chunk.lane@0",
                                        "Chunk.epoch@1",
                                        "Chunk.firstIndex@2",
                                        "Chunk.entries@3",
                                        "Chunk.head@4",
                                        "Chunk.proof@5", "SyncMessage.lost@13", "Chunk.yours@6",
                                        "Cosign.lane@0",
                                        "Cosign.epoch@1",
                                        "Cosign.text@2",
                                        "Cosign.time@3",
                                        "Cosign.signature@4",
                                        "Stored.lane@0",
                                        "Stored.epoch@1",
                                        "Stored.size@2"};
const std::set<std::string> kPairingFields{"Identity.version@0",
                                           "Identity.exportKey@1",
                                           "Identity.logKey@2",
                                           "Identity.witnessKey@3",
                                           "Identity.name@4",
                                           "Identity.addresses@5",
                                           "PairingMessage.unset@0",
                                           "PairingMessage.wordsCommit@1",
                                           "PairingMessage.wordsReply@2",
                                           "PairingMessage.wordsOpen@3"};
// What a person takes out of their own vault: everything that it holds for them, and nothing that opens anything.
const std::set<std::string> kExportFields{
    "ExportLine.avow@0", "ExportLine.v@1", "ExportLine.unset@2", "ExportLine.record@3", "ExportLine.day@4",
    "ExportLine.draft@5", "ExportLine.private@6", "ExportLine.answers@7", "ExportedRecord.lane@0",
    "ExportedRecord.by@1", "ExportedRecord.epoch@2", "ExportedRecord.index@3", "ExportedRecord.id@4",
    "ExportedRecord.seenEpoch@5", "ExportedRecord.seenSize@6", "ExportedRecord.seenHead@7",
    "ExportedRecord.receivedAt@8", "ExportedRecord.facts@9", "ExportedRecord.words@10",
    "ExportedRecord.factsBytes@11", "ExportedRecord.wordsBytes@12", "ExportedDay.id@0", "ExportedDay.date@1",
    "ExportedDay.text@2", "ExportedDay.promise@3", "ExportedDraft.id@0", "ExportedDraft.lane@1",
    "ExportedDraft.place@2", "ExportedDraft.facts@3", "ExportedDraft.words@4", "ExportedDraft.factsBytes@5",
    "ExportedDraft.wordsBytes@6", "ExportedPrivate.id@0", "ExportedPrivate.kind@1", "ExportedPrivate.saidAt@2",
    "ExportedPrivate.about@3", "ExportedPrivate.value@4", "ExportedPrivate.words@5", "ExportedAnswers.checkin@0",
    "ExportedAnswers.answers@1", "ExportedAnswer.key@0", "ExportedAnswer.sharing@1", "ExportedAnswer.value@2",
    "ExportedAnswer.text@3"};
// Structs that only a request holds: no `--json` shows them.
const std::set<std::string> kAsked{"Request",    "RecordRef",  "NoteAdd",      "NoteAddLines",
                                   "ListQuery",  "TextChange", "PromiseTerms", "PromiseAct",
                                   "PairInvite", "PairJoin",   "SyncListen",   "SyncDial",
                                   "ThreadBegin", "ThreadAct", "ThreadQuery", "ThreadRef",
                                   "PrivateWrite", "PrivateQuery", "Mute", "SearchQuery", "TimelineQuery", "SharedQuery",
                                   "StatsQuery", "PictureQuery", "ImportLines", "PromiseRef", "CheckinStart", "CheckinGiven", "GivenAnswer", "QuestionSet", "BackupCreate"};

}  // namespace

TEST_CASE("rooms include what src/CMakeLists.txt allows") {
  const auto layers = parse_layers(read_text(AVOW_BUILD_DIR "/layers.txt"));
  REQUIRE(layers.size() >= 12);
  REQUIRE(layers.contains("ledger"));
  check_all(program(), [&layers](const Source& s) { return check_rooms(s, layers); });
}

TEST_CASE("libraries stay in their place") {
  check_all(program(), check_third_party);
  check_none(check_one_place(program()));
}

TEST_CASE("pure rooms own no clock, chance, socket, file, thread or environment") {
  check_all(program(), check_purity);
}

TEST_CASE("co_await stands alone") { check_all(program(), check_awaits); }

TEST_CASE("one function signs") { check_all(program(), check_signing); }

TEST_CASE("sentences for people stand in one catalogue") { check_all(program(), check_sentences); }

TEST_CASE("what the terminal and the page both say stands once") {
  const auto text = read_text(kRoot / "src/web/assets/text.js");
  REQUIRE(text.size() > 10'000);
  check_none(check_said_once(make_source("src/web/assets/text.js", text), program()));
}

TEST_CASE("no using namespace in headers, no mute suppression, nothing left for later") {
  check_all(program(), check_using_namespace);
  check_all(program(), check_remarks);
  check_all(load_tree(kRoot, "protocol", {".capnp", ".md"}), check_remarks);
  check_all(load_tree(kRoot, "tests/fakes", {".h"}), check_using_namespace);
}

TEST_CASE("files stay short enough to read") {
  for (const auto& source : program()) {
    for (const auto& found : check_length(source, kLinesByHabit)) MESSAGE(found);
  }
  check_all(program(), [](const Source& source) { return check_length(source, kLinesMax); });
}

TEST_CASE("safety_01 every field of the schemas is one that we meant, and none watches a person") {
  check_none(check_fields(protocol_file("record.capnp"), kRecordFields));
  check_none(check_fields(protocol_file("entry.capnp"), kEntryFields));
  check_none(check_fields(protocol_file("sync.capnp"), kSyncFields));
  check_none(check_fields(protocol_file("pairing.capnp"), kPairingFields));
  check_none(check_fields(protocol_file("export.capnp"), kExportFields));
  for (const auto& schema : load_tree(kRoot, "protocol", {".capnp"})) check_none(check_watching(schema.raw));
}

TEST_CASE("no two structs of the schemas have one name") {
  // Why: they would be two C++ classes of one name, and the linker keeps the functions of one of them.
  std::map<std::string, std::string> homes;
  for (const auto& schema : load_tree(kRoot, "protocol", {".capnp"})) {
    std::set<std::string> here;
    for (const auto& field : fields_of(schema.raw)) here.insert(field.scope);
    for (const auto& name : here) {
      const auto home = homes.emplace(name, schema.path);
      CHECK_MESSAGE(home.second, name << " in " << schema.path << " and in " << home.first->second);
    }
  }
  CHECK(homes.size() > 20);
}

TEST_CASE("the local API survives JSON") { check_none(check_api(protocol_file("api.capnp"), kAsked)); }

TEST_CASE("the word list keeps its rules and its hash") {
  const auto words = protocol_file("words.txt");
  REQUIRE_FALSE(words.empty());
  check_none(check_words(words));
  const auto readme = protocol_file("README.md");
  CHECK(readme.find(to_hex(crypto::sha256(bytes_of(words)))) != std::string::npos);
}
