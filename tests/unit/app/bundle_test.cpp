// `avow bundle`: a sealed file between two vaults.
#include "app/bundle.h"

#include "base/encoding.h"
#include "base/limits.h"
#include "base/text_bundle.h"
#include "unit/app/restored_support.h"
#include "unit/app/threads_support.h"
#include "wire/message.h"

using namespace avow;
using namespace avow::testing;

namespace {

Bytes file_of(Person& person) {
  const auto answers = ask(person, [](Request request) { request.setBundleExport(); });
  REQUIRE(answers->result().isBundleExported());
  Bytes out;
  for (std::size_t i = 0; i < answers->items.size(); ++i) append(out, wire::view_of(answers->at(i).getChunk()));
  return out;
}

auto piece(std::uint32_t number, ByteView bytes, bool last) {
  return [=](Request request) {
    auto take = request.initBundleTake();
    take.setNumber(number);
    take.setBytes(to_base64(bytes));
    take.setLast(last);
  };
}

schema::BundleImported::Reader read(Person& person, const Bytes& file, std::unique_ptr<Answers>& answers) {
  const ByteView half = ByteView(file).first(file.size() / 2);
  ask(person, piece(0, half, false));
  answers = ask(person, piece(1, ByteView(file).subspan(half.size()), true));
  return answers->result().getBundleImported();
}

std::uint32_t received(Person& person, const Bytes& file) {
  std::unique_ptr<Answers> answers;
  return read(person, file, answers).getReceived();
}

std::uint32_t by_file(Person& person) {
  return ask(person, [](Request request) { request.setStatus(); })->result().getStatus().getByFile();
}

template <typename Fill>
Error error_of(Person& person, Fill fill) {
  const auto answers = try_ask(person, fill);
  REQUIRE_FALSE(answers.ok());
  return answers.error();
}

bool is_marked(Person& person, const std::string& id) {
  return ask(person, [&](Request request) { request.initNoteShow().setId(id); })->at(0).getNote().getByFile();
}

}  // namespace

TEST_CASE("notes that came in a file are marked, also after the vault was closed, until a live sync") {
  TwoPeople two(61);
  two.pair();
  const std::string before = two.a.note("before");
  REQUIRE(two.sync().ok());
  const std::string id = two.a.note("in a file");
  CHECK(received(two.b, file_of(two.a)) == 1);
  CHECK(by_file(two.b) == 1);
  two.b.close();
  two.b.open();
  CHECK(by_file(two.b) == 1);
  CHECK(is_marked(two.b, id));
  CHECK_FALSE(is_marked(two.b, before));
  CHECK(received(two.a, file_of(two.b)) == 0);
  CHECK(two.a.vault().undelivered() == 0);
  REQUIRE(two.sync().ok());
  CHECK(by_file(two.b) == 0);
  CHECK_FALSE(is_marked(two.b, id));
  CHECK(two.a.verified());
  CHECK(two.b.verified());
}

TEST_CASE("so is what else came so: a question, an answer, and their moments") {
  TwoPeople two(62);
  two.pair();
  const std::string mine = begun(two.b, {.kind = "question"});
  const std::string before = begun(two.a, {.kind = "question"});
  REQUIRE(two.sync().ok());
  acted(two.a, {.kind = "question", .id = mine, .verb = "answer", .text = "At seven."});
  const std::string late = begun(two.a, {.kind = "question"});
  CHECK(received(two.b, file_of(two.a)) == 2);
  const auto moments = [&] {
    const auto told = ask(two.b, [](Request request) { request.initTimeline(); });
    std::size_t out = 0;
    for (std::size_t i = 0; i < told->items.size(); ++i) out += told->at(i).getMoment().getByFile() ? 1U : 0U;
    return out;
  };
  CHECK(show_thread(two.b, "question", late)->at(0).getThread().getByFile());
  CHECK_FALSE(show_thread(two.b, "question", before)->at(0).getThread().getByFile());
  const auto answered = show_thread(two.b, "question", mine);
  CHECK_FALSE(answered->at(0).getThread().getByFile());  // only its answer did
  const auto history = answered->at(0).getThread().getHistory();
  REQUIRE(history.size() == 2);
  CHECK_FALSE(history[0].getByFile());
  CHECK(history[1].getByFile());
  CHECK(moments() == 2);
  REQUIRE(two.sync().ok());
  CHECK(moments() == 0);
  CHECK_FALSE(show_thread(two.b, "question", late)->at(0).getThread().getByFile());
}

TEST_CASE("what a file's writer is taken to hold outlives a restart") {
  TwoPeople two(61);
  two.pair();
  two.a.note("one");
  CHECK(received(two.b, file_of(two.a)) == 1);
  CHECK(received(two.a, file_of(two.b)) == 0);
  two.a.close();
  two.a.open();
  two.a.note("two");
  const auto answers = ask(two.a, [](Request request) { request.setBundleExport(); });
  CHECK(answers->result().getBundleExported().getEntries() == 1);
}

TEST_CASE("a withdrawal that comes by file hides what it takes") {
  TwoPeople two(61);
  two.pair();
  const std::string id = two.a.note("taken back");
  CHECK(received(two.b, file_of(two.a)) == 1);
  const Bytes old = file_of(two.a);
  ask(two.a, [&](Request request) { request.initNoteWithdraw().setId(id); });
  CHECK(received(two.b, file_of(two.a)) == 1);
  CHECK(two.b.note_state(id) == "withdrawn");
  CHECK(received(two.b, old) == 0);
  CHECK(two.b.note_state(id) == "withdrawn");
  REQUIRE(two.sync().ok());
  CHECK(two.a.verified());
  CHECK(two.b.verified());
}

TEST_CASE("an old sealed file cannot bring back what was taken back: it never arrives") {
  TwoPeople two(61);
  two.pair();
  const std::string id = two.a.note("said too much");
  const Bytes old = file_of(two.a);
  ask(two.a, [&](Request request) { request.initNoteWithdraw().setId(id); });
  REQUIRE(two.sync().ok());
  CHECK(received(two.b, old) == 0);
  const auto shown = ask(two.b, [&](Request request) { request.initNoteShow().setId(id); });
  CHECK(std::string(shown->at(0).getNote().getText()).empty());
}

TEST_CASE("what was lost of a closed epoch makes no file say that this vault is only read, and costs no cosignature") {
  Story two(1501);
  two.a.note("1");
  two.level();
  two.copy(two.a, "old");
  two.a.note("2 with the partner only");
  CHECK(received(two.b, file_of(two.a)) == 1);
  REQUIRE(two.a.vault().write_high_water().ok());
  two.put_back(two.a, "old", true);
  std::unique_ptr<Answers> answers;
  CHECK(read(two.a, file_of(two.b), answers).getReadOnly());  // of the running one it does
  ask(two.a, begin_epoch(true));
  two.a.note("3 in epoch 1");
  two.clock.advance(std::chrono::minutes(20));
  const auto at_b = read(two.b, file_of(two.a), answers);
  CHECK(at_b.getReceived() == 3);  // with the records that begin it
  CHECK_FALSE(at_b.getOlder());
  const auto at_a = read(two.a, file_of(two.b), answers);
  CHECK_FALSE(at_a.getReadOnly());
  CHECK_FALSE(two.a.vault().read_only());
  const auto* const log = two.a.vault().store().state().find({log::Lane::notes, log::Author::me, 1});
  REQUIRE(log->cosignature.has_value());
  CHECK(log->cosignature->checkpoint.size == log->size);
  two.level();
  CHECK(apart(two.a) == Texts{"2 with the partner only: waiting"});
}

TEST_CASE("two histories of a closed epoch alarm nobody, and the other branch is in no file any more") {
  Story two(1502);
  two.a.note("1");
  two.level();
  two.copy(two.a, "old");
  two.a.note("2");
  CHECK(received(two.b, file_of(two.a)) == 1);
  two.put_back(two.a, "old");
  two.a.note("2 other");
  std::unique_ptr<Answers> answers;
  CHECK(read(two.b, file_of(two.a), answers).getTwoHistories());
  CHECK(read(two.a, file_of(two.b), answers).getReadOnly());
  ask(two.a, begin_epoch(true));
  const auto entries = [&] { return ask(two.a, [](Request request) { request.setBundleExport(); })->result().getBundleExported().getEntries(); };
  CHECK(entries() == 2);  // what begins the epoch, in either lane
  for (const std::string text : {"3", "4"}) {
    two.a.note(text);
    CHECK_FALSE(read(two.b, file_of(two.a), answers).getTwoHistories());
    CHECK_FALSE(read(two.a, file_of(two.b), answers).getReadOnly());
    CHECK(entries() == 0);
  }
  CHECK(note_texts(two.b) == Texts{"1", "2", "3", "4"});
  two.level();
  CHECK(two.a.verified());
  CHECK(two.b.verified());
}

TEST_CASE("pieces out of turn and too large are refused, and nothing is lost by it") {
  TwoPeople two(61);
  two.pair();
  two.a.note("one");
  const Bytes file = file_of(two.a);
  CHECK(error_of(two.b, piece(1, file, true)).context == text::kBundleOutOfTurn);
  CHECK(error_of(two.b, piece(0, Bytes(limits::kBundlePieceBytesMax + 1), false)).code == Errc::too_large);
  ask(two.b, piece(0, ByteView(file).first(4'000), false));
  CHECK(error_of(two.b, piece(2, file, true)).context == text::kBundleOutOfTurn);
  CHECK(error_of(two.b, [](Request request) { request.initBundleTake().setBytes("no base64"); }).code == Errc::malformed);
  CHECK(received(two.b, file) == 1);
}

TEST_CASE("without a partner, and after leaving, there is nobody to make a file for") {
  TwoPeople two(61);
  CHECK(error_of(two.a, [](Request request) { request.setBundleExport(); }).code == Errc::not_paired);
  two.pair();
  two.a.note("one");
  const Bytes file = file_of(two.a);
  ask(two.b, piece(0, ByteView(file).first(4'000), false));
  REQUIRE(two.b.vault().leave().ok());
  CHECK(two.b.vault().incoming_bundle() == nullptr);
  CHECK(error_of(two.b, piece(1, ByteView(file).subspan(4'000), true)).code == Errc::refused);
  CHECK(error_of(two.b, [](Request request) { request.setBundleExport(); }).code == Errc::refused);
}
