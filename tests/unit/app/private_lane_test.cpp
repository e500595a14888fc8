// The private lane: on this device only, in no entry, no message, no count and no size that anybody else could see.
#include "app/private_record.h"

#include "base/text_private.h"
#include "unit/app/outside.h"

using namespace avow;
using namespace avow::testing;
using namespace std::chrono_literals;
using app::PrivateKind;
using app::PrivateRecord;

namespace {

auto write_private(const std::string& kind, const std::string& text, const std::string& about = "",
                   const std::string& value = "") {
  return [=](Request request) {
    auto record = request.initPrivateWrite();
    record.setKind(kind);
    record.setText(text);
    record.setAbout(about);
    record.setValue(value);
  };
}

std::string written(Person& person, const std::string& text) {
  return ask(person, write_private("journal", text))->result().getRecord().getId();
}

std::unique_ptr<Answers> list_private(Person& person, const std::string& kind) {
  return ask(person, [&](Request request) { request.initPrivateList().setKind(kind); });
}

auto share_sentence(const std::string& id, const std::string& sentence) {
  return [=](Request request) {
    auto share = request.initJournalShare();
    share.setId(id);
    share.setText(sentence);
  };
}

auto take_back(const std::string& id) {
  return [=](Request request) { request.initJournalTakeBack().setId(id); };
}

// A thread's first record, as the command for it writes one.
std::string thread_of_mine(Person& person, ledger::RecordKind kind) {
  app::Vault& vault = person.vault();
  auto answer = vault.ledger().check_thread(kind, {}, log::Author::me, vault.clock().now());
  REQUIRE(answer.ok());
  answer->facts.zone = "Europe/Berlin";
  if (kind == ledger::RecordKind::session_add) answer->facts.start_at = vault.clock().now() + 24h;
  app::NewRecord record;
  record.id_random = vault.random().bytes<16>();
  record.facts = *ledger::encode(answer->facts);
  record.words = *ledger::encode(ledger::Words{});
  const auto id = vault.id_for(log::Lane::notes, record.id_random);
  std::vector<app::NewRecord> records;
  records.push_back(std::move(record));
  REQUIRE(vault.append(log::Lane::notes, std::move(records)).ok());
  return to_text(id);
}

Outside life_seen(bool with_private_records) {
  TwoPeople two(401);
  two.pair();
  if (with_private_records) {
    for (int i = 0; i < 40; ++i) written(two.a, "a page about what happened, number " + std::to_string(i));
    ask(two.a, write_private("sign", "laughter"));
    const auto erased = written(two.a, "and one that is erased again");
    ask(two.a, [&](Request request) {
      auto query = request.initPrivateErase();
      query.setKind("journal");
      query.setId(erased);
    });
  }
  return seen_from_outside(two);
}

}  // namespace

TEST_CASE("the private lane never reaches a synced entry, a count or a size") {
  const Outside with = life_seen(true);
  const Outside without = life_seen(false);
  CHECK(with.line.size() > 4);
  CHECK(with.entries.size() == 6);
  CHECK(with.line == without.line);
  CHECK(with.entries == without.entries);
  CHECK(with.signed_bytes == without.signed_bytes);
  CHECK(with.sent == without.sent);
  // The two vaults of a seed are the same, so are all their counts.
  CHECK(with.status == without.status);
}

TEST_CASE("a journal is found by its own commands only: not by lists, today, ids or the rest of what is private") {
  TwoPeople two(404);
  two.pair();
  const auto entry = written(two.a, "I want to let this go, and I do not know how");
  ask(two.a, write_private("sign", "talking"));
  CHECK(notes_listed(two.a) == 0);
  CHECK(ask(two.a, [](Request request) { request.initPromiseList(); })->items.empty());
  const auto today = ask(two.a, [](Request request) { request.setToday(); });
  CHECK(today->result().getToday().getNotes().size() + today->result().getToday().getMoreNotes() == 0);
  CHECK(refusal(two.a, [&](Request request) { request.initNoteShow().setId(entry); }) == Errc::not_found);
  CHECK(refusal(two.a, withdraw_note(entry)) == Errc::not_found);
  const auto rest = list_private(two.a, "");
  REQUIRE(rest->items.size() == 1);
  CHECK(rest->at(0).getPrivateRecord().getText() == "talking is easier");
  CHECK(refusal(two.a, [&](Request request) { request.initPrivateErase().setId(entry); }) == Errc::not_found);
  const auto journal = list_private(two.a, "journal");
  REQUIRE(journal->items.size() == 1);
  CHECK(journal->at(0).getPrivateRecord().getSaidAt() == "");  // it has no dates
  CHECK(journal->at(0).getPrivateRecord().getState() == "written");
}

TEST_CASE("one sentence of an entry is shared as a note, and taken back, the entry stays") {
  TwoPeople two(405);
  const auto entry = written(two.a, "pages and pages about the kingfisher");
  CHECK(refusal(two.a, share_sentence(entry, "I am glad that you told me.")) == Errc::not_paired);
  two.pair();
  CHECK(refusal(two.a, take_back(entry)) == Errc::refused);
  CHECK(refusal(two.a, share_sentence(entry, "one\ntwo")) == Errc::usage);
  const auto shared = ask(two.a, share_sentence(entry, "I am glad that you told me."));
  const std::string note(shared->result().getRecord().getId());
  CHECK(note != entry);
  CHECK(refusal(two.a, share_sentence(entry, "another one")) == Errc::refused);
  REQUIRE(two.sync().ok());
  CHECK(text_of_note(two.b, note) == "I am glad that you told me.");
  const auto there = ask(two.b, [&](Request request) { request.initNoteShow().setId(note); });
  CHECK(there->at(0).getNote().getKind() == "telling");
  CHECK(list_private(two.a, "journal")->at(0).getPrivateRecord().getState() == "shared");
  CHECK(list_private(two.a, "journal")->at(0).getPrivateRecord().getAbout() == note);
  CHECK(list_private(two.b, "journal")->items.empty());
  ask(two.a, take_back(entry));
  REQUIRE(two.sync().ok());
  CHECK(two.b.note_state(note) == "withdrawn");
  CHECK(text_of_note(two.b, note).empty());
  CHECK(list_private(two.a, "journal")->at(0).getPrivateRecord().getState() == "written");
  CHECK(list_private(two.a, "journal")->at(0).getPrivateRecord().getAbout() == "");
  CHECK(two.a.verified());
}

TEST_CASE("the log of a boundary is for one's own, a session's thought for a session, nothing of both is written down shared") {
  TwoPeople two(406);
  two.pair();
  const auto mine = thread_of_mine(two.a, ledger::RecordKind::boundary_state);
  const auto theirs = thread_of_mine(two.b, ledger::RecordKind::boundary_state);
  const auto session = thread_of_mine(two.b, ledger::RecordKind::session_add);
  REQUIRE(two.sync().ok());
  const auto before = log_of(two.a, log::Lane::notes, log::Author::me).size;
  CHECK(ask(two.a, write_private("boundary", "", mine, "held"))->result().getRecord().getState() == "held");
  two.clock.advance(1h);
  CHECK(ask(two.a, write_private("boundary", "on Sunday", mine.substr(0, 6), "crossed"))->result().getRecord().getState() == "crossed");
  CHECK(refusal(two.a, write_private("boundary", "", theirs, "held")) == Errc::refused);
  CHECK(refusal(two.a, write_private("boundary", "", session, "held")) == Errc::refused);
  CHECK(refusal(two.a, write_private("boundary", "", mine, "kept")) == Errc::usage);
  CHECK(refusal(two.a, write_private("session", "x", mine)) == Errc::refused);
  CHECK(refusal(two.a, write_private("session", "", session)) == Errc::usage);
  CHECK(refusal(two.a, write_private("diary", "x")) == Errc::usage);
  CHECK(refusal(two.a, write_private("other", "x")) == Errc::usage);
  ask(two.a, write_private("session", "ask about the summer", session));
  const auto log = ask(two.a, [&](Request request) {
    auto query = request.initPrivateList();
    query.setKind("boundary");
    query.setAbout(mine);
  });
  REQUIRE(log->items.size() == 2);
  CHECK(log->at(0).getPrivateRecord().getState() == "crossed");
  CHECK(log->at(0).getPrivateRecord().getText() == "on Sunday");
  CHECK(log->at(1).getPrivateRecord().getState() == "held");
  CHECK(list_private(two.a, "session")->at(0).getPrivateRecord().getAbout() == session);
  CHECK(log_of(two.a, log::Lane::notes, log::Author::me).size == before);
  CHECK(two.sync()->sent == 0);
}

TEST_CASE("signs are a word of the short list, or one's own words") {
  TwoPeople two(407);
  for (const auto& sign : text::signs_of_trust()) {
    ask(two.a, write_private("sign", std::string(sign.name)));
    two.clock.advance(1min);
    CHECK(std::string(list_private(two.a, "sign")->at(0).getPrivateRecord().getText()) == sign.sentence);
  }
  ask(two.a, write_private("sign", "we cooked together"));
  CHECK(list_private(two.a, "sign")->items.size() == text::signs_of_trust().size() + 1);
  CHECK(refusal(two.a, write_private("sign", "")) == Errc::usage);
}

TEST_CASE("what is erased leaves no trace, and nothing of what stays is readable on the disk") {
  TwoPeople two(408);
  const auto first = written(two.a, "lanterns along the towpath");
  two.clock.advance(1min);
  written(two.a, "marmalade in the blue tin");
  two.a.close();
  const auto sealed = [&] { return Rows(two.a.place().vault).blobs("SELECT sealed FROM item WHERE kind = 4 ORDER BY key"); };
  const auto before = sealed();
  REQUIRE(before.size() == 2);
  two.a.open();
  ask(two.a, [&](Request request) {
    auto query = request.initPrivateErase();
    query.setKind("journal");
    query.setId(first);
  });
  two.a.close();
  for (const auto* text : {"lanterns along", "marmalade in"}) CHECK(files_with(two.folder.path(), text).empty());
  const auto after = sealed();
  REQUIRE(after.size() == 1);
  for (const auto& row : before) CHECK(files_with(two.a.place().vault, row).empty() == (row != after.front()));
  two.a.open();
  CHECK(list_private(two.a, "journal")->items.size() == 1);
  CHECK(two.a.verified());
}

TEST_CASE("a private record survives encoding, a newer or broken one is told apart") {
  PrivateRecord record;
  record.id.bytes[0] = 7;
  record.kind = PrivateKind::boundary_log;
  record.said_at = from_millis(1'800'000'000'000);
  record.subject.bytes[15] = 9;
  record.value = app::kBoundaryCrossed;
  record.words.text = "on Sunday";
  Bytes bytes = *encode(record);
  CHECK(*app::decode_private_record(record.id.bytes, bytes) == record);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CHECK(app::decode_private_record(record.id.bytes, ByteView(bytes).first(size)).error().code == Errc::damaged);
  }
  CHECK(app::decode_private_record(ByteView(record.id.bytes).first(15), bytes).error().code == Errc::damaged);
  bytes[1] = 6;
  CHECK(app::decode_private_record(record.id.bytes, bytes).error().code == Errc::damaged);
  bytes[0] = 2;
  CHECK(app::decode_private_record(record.id.bytes, bytes).error().code == Errc::newer_version);
  for (const auto kind : {PrivateKind::journal, PrivateKind::boundary_log, PrivateKind::sign_tick, PrivateKind::agenda_item, PrivateKind::other}) {
    CHECK(app::private_kind_named(app::name_of(kind)) == kind);
  }
  CHECK_FALSE(app::private_kind_named("note").has_value());
  record.words.text.assign(limits::kTextBytesMax + 1, 'x');
  CHECK(encode(record).error().code == Errc::too_large);
}

TEST_CASE("a private record that is damaged on the disk is counted, and the others are there") {
  TwoPeople two(409);
  written(two.a, "one");
  written(two.a, "two");
  two.a.close();
  CHECK(Rows(two.a.place().vault).run("UPDATE item SET sealed = zeroblob(length(sealed)) WHERE kind = 4 AND key = (SELECT min(key) FROM item WHERE kind = 4)") == 1);
  two.a.open();
  const auto list = list_private(two.a, "journal");
  CHECK(list->items.size() == 1);
  REQUIRE(list->result().isPartial());
  CHECK(list->result().getPartial().getUnreadable() == 1);
}
