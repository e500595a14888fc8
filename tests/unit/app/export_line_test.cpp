// Every line of an export comes back as what it was, and says no more than it holds.
#include "app/export_line.h"

#include <doctest/doctest.h>

#include "app/imported.h"
#include "base/limits.h"
#include "protocol/record.capnp.h"
#include "wire/message.h"

using namespace avow;
using namespace avow::app;

namespace {

RecordId id_of(std::uint8_t byte) {
  RecordId id;
  id.bytes.fill(byte);
  return id;
}

template <typename Value>
std::string line_of(const Value& value) {
  capnp::MallocMessageBuilder message;
  auto line = message.initRoot<schema::ExportLine>();
  fill(line, value);
  return to_text(line);
}

// Read from its text by `read`, and written again.
template <typename Read>
auto again(const std::string& text, Read read) -> decltype(read(schema::ExportLine::Reader())) {
  capnp::MallocMessageBuilder message;
  auto line = message.initRoot<schema::ExportLine>();
  AVOW_CHECK(from_text(text, line));
  return read(line.asReader());
}

PastRecord record_with(std::optional<Bytes> facts, std::optional<Bytes> words) {
  return {{log::Lane::notes, log::Author::partner, 3}, 9, id_of(5), {1, 12, Hash{7}}, from_millis(1'800'000'000'123),
          std::move(facts), std::move(words)};
}

void check_comes_back(const PastRecord& record) {
  const std::string text = line_of(record);
  const auto read = again(text, read_record);
  REQUIRE_MESSAGE(read.ok(), text);
  CHECK(*read == record);
  CHECK(line_of(*read) == text);
  const auto imported = as_imported(Past(record));
  const auto stored = decode_past(imported.line);
  REQUIRE(stored.ok());
  CHECK(std::get<PastRecord>(*stored) == record);
}

// Every field that has room for it full, or set.
ledger::Facts full_facts(ledger::RecordKind kind) {
  ledger::Facts facts;
  facts.kind = kind;
  facts.role = ledger::Role::other;
  facts.outcome = ledger::Outcome::cannot_tell;
  facts.shape = ledger::Shape::conditional;
  facts.flags = UINT32_MAX;
  for (Instant* at : {&facts.said_at, &facts.due_at, &facts.grace_end_at, &facts.done_at, &facts.start_at, &facts.expires_at, &facts.review_at}) {
    *at = ledger::kLastInstant;
  }
  facts.review = ledger::kReviewMax;
  std::uint8_t byte = 1;
  for (RecordId* id : {&facts.promise, &facts.parent, &facts.proposal, &facts.takes, &facts.takes_parent, &facts.series,
                       &facts.series_head, &facts.target}) {
    *id = id_of(byte++);
  }
  facts.takes_kind = ledger::RecordKind::note;
  facts.zone = std::string(limits::kZoneBytesMax, 'z');
  facts.due_zone = std::string(limits::kZoneBytesMax, 'y');
  facts.due_wall = std::string(ledger::kDueWallBytesMax, '9');
  facts.day = facts.until_day = ledger::kLastDay;
  facts.seal = Bytes(ledger::kSealBytes, 0xFF);
  ledger::Recurrence rule;
  rule.frequency = ledger::Frequency::yearly;
  rule.interval = UINT16_MAX;
  rule.week_start = 6;
  rule.count = UINT32_MAX;
  rule.until = ledger::kLastDay;
  rule.by_day.assign(limits::kRuleEntriesMax, {-128, 255});
  rule.by_month_day.assign(limits::kRuleEntriesMax, -128);
  rule.by_month.assign(limits::kRuleEntriesMax, 255);
  rule.by_set_position.assign(limits::kRuleEntriesMax, -32768);
  facts.repeats = {rule};
  return facts;
}

ledger::Words full_words(const std::string& text) {
  ledger::Words words;
  words.text = words.done_when = words.if_then = words.look_at = text;
  words.note_kind = ledger::NoteKind::gratitude;
  words.parts = {{ledger::Heading::thanks, text}, {static_cast<ledger::Heading>(999), "unknown heading"}};
  words.tags.assign(limits::kTagsMax, std::string(limits::kTagBytesMax, 't'));
  words.questions = {{"key", text, INT32_MIN, INT32_MAX, ledger::Sharing::private_}, {"other", "", 0, 0, static_cast<ledger::Sharing>(9)}};
  words.nonce = Bytes(ledger::kSealBytes, 3);
  words.answers = Bytes(512, 4);
  return words;
}

std::string problem(const std::string& text, Result<PastRecord> (*read)(schema::ExportLine::Reader)) {
  const auto answer = again(text, read);
  return answer.ok() ? "" : answer.error().context;
}

}  // namespace

TEST_CASE("a record of every kind, with every field full, comes back from its line") {
  std::size_t named = 0;
  for (std::uint16_t number = 0; number <= 256; ++number) {
    const auto kind = static_cast<ledger::RecordKind>(number);
    const auto facts = ledger::encode(full_facts(kind));
    const auto words = ledger::encode(full_words("It's \"fine\"\n\xF0\x9F\x8C\xB1 \x01\xE2\x80\x8D"));
    REQUIRE((facts.ok() && words.ok()));
    check_comes_back(record_with(*facts, *words));
    if (name_of(kind) == "unknown" || number == 0) continue;
    ++named;
    CHECK(line_of(record_with(*facts, *words)).find("\"kind\":\"" + std::string(name_of(kind)) + "\"") != std::string::npos);
    CHECK(ledger::record_kind_named(name_of(kind)) == kind);
  }
  CHECK(named > 80);
}

TEST_CASE("the largest words, every letter of them escaped, fit into a line") {
  ledger::Words words;
  words.text = words.done_when = words.if_then = std::string(limits::kTextBytesMax, '\x01');
  words.look_at = std::string(limits::kTextBytesMax - 128, '\x01');
  const auto segment = ledger::encode(words);
  REQUIRE(segment.ok());
  CHECK(segment->size() > limits::kWordsBytesMax - 256);
  check_comes_back(record_with(*ledger::encode(full_facts(ledger::RecordKind::note)), *segment));
}

TEST_CASE("erased and withheld parts are null, empty ones are not") {
  const Bytes facts = *ledger::encode(full_facts(ledger::RecordKind::note));
  check_comes_back(record_with(facts, std::nullopt));
  check_comes_back(record_with(std::nullopt, std::nullopt));
  check_comes_back(record_with(facts, *ledger::encode(ledger::Words{})));
  CHECK(line_of(record_with(std::nullopt, std::nullopt)).ends_with(R"("facts":null,"words":null}})"));
  CHECK(line_of(record_with(std::nullopt, *ledger::encode(ledger::Words{}))).find(R"("words":{})") != std::string::npos);
}

TEST_CASE("what a newer avow wrote, and what is no struct at all, goes along as its bytes") {
  const Bytes known = *ledger::encode(full_facts(static_cast<ledger::RecordKind>(300)));
  check_comes_back(record_with(known, std::nullopt));
  CHECK(line_of(record_with(known, std::nullopt)).find("facts_bytes") == std::string::npos);
  // One more word of data behind those of all fields that this avow knows.
  Bytes longer = known;
  const std::size_t size = known[4];
  longer.insert(longer.begin() + static_cast<std::ptrdiff_t>(8 + 8 * size), {1, 2, 3, 4, 5, 6, 7, 8});
  longer[4] = static_cast<std::uint8_t>(size + 1);
  REQUIRE(wire::check_canonical(longer, limits::kFactsBytesMax).ok());
  check_comes_back(record_with(longer, std::nullopt));
  const std::string line = line_of(record_with(longer, std::nullopt));
  CHECK(line.find("facts_bytes") != std::string::npos);
  CHECK(line.find(R"("kind":300)") != std::string::npos);
  check_comes_back(record_with(Bytes{1, 2, 3}, Bytes{}));
  check_comes_back(record_with(Bytes(limits::kFactsBytesMax, 0xFF), Bytes(limits::kWordsBytesMax, 0xFF)));
  capnp::MallocMessageBuilder strange;
  strange.initRoot<schema::Words>().setText("\xFF");
  check_comes_back(record_with(known, wire::to_canonical(strange.getRoot<schema::Words>().asReader())));
}

TEST_CASE("days, drafts, every private kind and answers come back") {
  const PastDay day{id_of(1), "2024-02-29", "Meditate", id_of(2)};
  CHECK(*again(line_of(day), read_day) == day);
  ledger::Facts facts;
  facts.kind = ledger::RecordKind::promise_offer;
  const Draft draft{id_of(3), log::Lane::commitments, {}, *ledger::encode(facts), *ledger::encode(full_words("a draft")), 7};
  const auto read = again(line_of(draft), read_draft);
  REQUIRE(read.ok());
  CHECK(read->facts == draft.facts);
  CHECK(read->words == draft.words);
  CHECK(read->id == draft.id);
  CHECK(read->place == 7);
  for (const auto kind : {PrivateKind::journal, PrivateKind::boundary_log, PrivateKind::sign_tick, PrivateKind::agenda_item, PrivateKind::other}) {
    const PrivateRecord record{id_of(4), kind, from_millis(1'700'000'000'001), id_of(6), 2, full_words(std::string(limits::kTextBytesMax / 2, 'p'))};
    CHECK(*again(line_of(record), read_private) == record);
  }
  const PastAnswers answers{id_of(8), {{"mood", ledger::Sharing::trend, -7, ""}, {"words", ledger::Sharing::private_, 0, "a\nb"}}};
  CHECK(*again(line_of(answers), read_answers) == answers);
}

TEST_CASE("a line that says something else than it holds is refused") {
  const Bytes facts = *ledger::encode(full_facts(ledger::RecordKind::note));
  const std::string good = line_of(record_with(facts, std::nullopt));
  CHECK(problem(good, read_record) == "");
  const auto with = [&good](const std::string& from, const std::string& to) {
    std::string text = good;
    REQUIRE(text.find(from) != std::string::npos);
    return text.replace(text.find(from), from.size(), to);
  };
  CHECK(problem(with(R"("notes")", R"("gossip")"), read_record) != "");
  CHECK(problem(with(R"("partner")", R"("somebody")"), read_record) != "");
  CHECK(problem(with(to_text(id_of(5)), ""), read_record) == "no id");
  CHECK(problem(with(R"("kind":"note")", R"("kind":"nonsense")"), read_record) != "");
  CHECK(problem(with(R"("words":null)", R"("words":null,"facts_bytes":"AAAA")"), read_record) != "");  // not what the facts say
  CHECK(problem(with(R"("words":null)", R"("words":null,"more":1)"), read_record) != "");
  // Other order, white space and defaults change nothing.
  CHECK(problem(with(R"("words":null)", R"( "words" : null)"), read_record) == "");
  ledger::Facts answer;
  answer.kind = ledger::RecordKind::promise_accept;
  const Draft draft{id_of(3), log::Lane::commitments, {}, *ledger::encode(answer), *ledger::encode(ledger::Words{}), 0};
  CHECK(again(line_of(draft), read_draft).error().context == "a draft of something that cannot be one");
  answer.kind = ledger::RecordKind::note;
  const Draft astray{id_of(3), log::Lane::commitments, {}, *ledger::encode(answer), *ledger::encode(ledger::Words{}), 0};
  CHECK_FALSE(again(line_of(astray), read_draft).ok());
  answer.kind = ledger::RecordKind::promise_offer;
  answer.shape = ledger::Shape::repeating;
  answer.repeats = {ledger::Recurrence{}};
  answer.repeats.front().frequency = static_cast<ledger::Frequency>(9);
  const Draft ruleless{id_of(3), log::Lane::commitments, {}, *ledger::encode(answer), *ledger::encode(ledger::Words{}), 0};
  CHECK(again(line_of(ruleless), read_draft).error().context == "a rule that is none");
  for (const std::string date : {"2025-02-29", "2025-2-01", "tomorrow", "2025-01-01T10:00", ""}) {
    CHECK_FALSE(again(line_of(PastDay{id_of(1), date, "x", {}}), read_day).ok());
  }
}

TEST_CASE("the first line, a later version, and no line at all") {
  const auto answer = [](const std::string& text) {
    capnp::MallocMessageBuilder message;
    return from_text(text, message.initRoot<schema::ExportLine>());
  };
  capnp::MallocMessageBuilder message;
  auto header = message.initRoot<schema::ExportLine>();
  fill_header(header);
  CHECK(to_text(header) == R"({"avow":"export","v":1})");
  CHECK(answer(R"({"avow":"export","v":1})").ok());
  CHECK(answer(R"({"avow":"export","v":2})").error().code == Errc::newer_version);
  CHECK(answer(R"({"avow":"other","v":1})").error().code == Errc::malformed);
  CHECK(answer(R"({"v":1})").error().code == Errc::malformed);
  CHECK(answer("{}").error().code == Errc::malformed);
  CHECK(answer("").error().code == Errc::malformed);
  const std::string filled = R"({"day":{"text":"")" + std::string(limits::kExportLineBytesMax, ' ');
  CHECK(answer(filled.substr(0, limits::kExportLineBytesMax)).error().code == Errc::malformed);
  CHECK(answer(filled.substr(0, limits::kExportLineBytesMax + 1)).error().code == Errc::too_large);
}
