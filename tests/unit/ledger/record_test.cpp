// Facts and words as canonical segments: what is kept, what is refused, and at which size.
#include <doctest/doctest.h>

#include "base/limits.h"
#include "ledger/record.h"
#include "protocol/record.capnp.h"
#include "wire/message.h"

using namespace avow;
using namespace avow::ledger;

namespace {

RecordId id_of(std::uint8_t value) {
  RecordId id;
  id.bytes.fill(value);
  return id;
}

Facts full_facts() {
  Facts facts;
  facts.kind = RecordKind::promise_change;
  facts.role = Role::other;
  facts.outcome = Outcome::cannot_tell;
  facts.shape = Shape::standing;
  facts.flags = kDueIsDate | kGraceGiven;
  facts.said_at = from_millis(1);
  facts.due_at = from_millis(2);
  facts.grace_end_at = from_millis(3);
  facts.done_at = kLastInstant;
  facts.review = kReviewMax;
  facts.promise = id_of(1);
  facts.parent = id_of(2);
  facts.proposal = id_of(3);
  facts.takes_kind = RecordKind::note;
  facts.takes = id_of(4);
  facts.takes_parent = id_of(5);
  facts.zone = "Europe/Berlin";
  facts.due_wall = "2026-11-27T18:00";
  facts.due_zone = "America/Sao_Paulo";
  facts.repeats = {Recurrence{Frequency::monthly, 2, 6, {{-1, 4}, {1, 0}}, {31, -1}, {1, 12}, {-1, 2}, 0,
                              LocalDay(std::chrono::days(21'000))}};
  facts.series = id_of(6);
  facts.series_head = id_of(7);
  facts.target = id_of(8);
  facts.day = LocalDay(std::chrono::days(20'000));
  facts.until_day = kLastDay;
  facts.start_at = from_millis(4);
  facts.expires_at = from_millis(5);
  facts.review_at = from_millis(6);
  facts.seal = Bytes(kSealBytes, 9);
  return facts;
}

template <typename Fill>
Bytes facts_with(Fill fill) {
  return wire::encode_canonical<schema::Facts>([&](schema::Facts::Builder to) { fill(to); });
}

}  // namespace

TEST_CASE("facts and words come back as they were written") {
  CHECK(*decode_facts(*encode(full_facts())) == full_facts());
  CHECK(*decode_facts(*encode(Facts{})) == Facts{});
  const Words words{"I will call", "when you heard me", "If I am late, then I will write", "the clock", NoteKind::money};
  CHECK(*decode_words(*encode(words)) == words);
  CHECK(*decode_words(*encode(Words{})) == Words{});
  CHECK(encode(full_facts())->size() < 1024);
}

TEST_CASE("headed parts, tags, questions and sealed answers come back as they were written") {
  Words words;
  words.parts = {{Heading::what_happened, "I waited"}, {static_cast<Heading>(999), "a newer heading"}};
  words.tags = {"money", "häusliches"};
  words.questions = {{"calm", "How calm was the week?", 0, 10, Sharing::band}, {"free", "Anything else?", 0, 0, Sharing::private_}};
  words.nonce = Bytes(kSealBytes, 3);
  words.answers = Bytes(256, 4);
  CHECK(*decode_words(*encode(words)) == words);
  CHECK(words.part(Heading::what_happened) == "I waited");
  CHECK(words.part(Heading::regret).empty());
  CHECK(name_of(static_cast<Heading>(999)) == "none");
}

TEST_CASE("lists hold what their limits say and not one more") {
  const auto fits = [](auto grow, std::size_t max) {
    Words words;
    for (std::size_t i = 0; i < max; ++i) grow(words);
    CHECK(decode_words(*encode(words)).ok());
    grow(words);
    CHECK(encode(words).error().code == Errc::too_large);
  };
  fits([](Words& words) { words.parts.push_back({Heading::why, "x"}); }, limits::kPartsMax);
  fits([](Words& words) { words.tags.push_back("x"); }, limits::kTagsMax);
  fits([](Words& words) { words.questions.push_back({"k", "x", 0, 10, Sharing::exact}); }, limits::kQuestionsMax);
  fits([](Words& words) { words.answers.push_back(1); }, limits::kAnswersBytesMax);
  Words long_tag;
  long_tag.tags = {std::string(limits::kTagBytesMax, 'x')};
  CHECK(encode(long_tag).ok());
  long_tag.tags[0] += 'x';
  CHECK(encode(long_tag).error().code == Errc::too_large);
  Facts facts;
  facts.repeats = {Recurrence{}};
  facts.repeats[0].by_month_day.assign(limits::kRuleEntriesMax, 1);
  CHECK(decode_facts(*encode(facts)).ok());
  facts.repeats[0].by_month_day.push_back(1);
  CHECK(encode(facts).error().code == Errc::too_large);
  const auto too_many = facts_with([](schema::Facts::Builder to) {
    to.initRecurrence().initBySetPosition(static_cast<unsigned>(limits::kRuleEntriesMax + 1));
  });
  CHECK(decode_facts(too_many).error().code == Errc::too_large);
  for (const std::size_t size : {1U, 31U, 33U}) {
    CHECK_FALSE(decode_facts(facts_with([&](auto to) { to.setSeal(wire::data_of(Bytes(size, 7))); })).ok());
  }
  CHECK_FALSE(decode_facts(facts_with([](auto to) { to.setDay(-1); })).ok());
  CHECK_FALSE(decode_facts(facts_with([](auto to) { to.setUntilDay(2'932'897); })).ok());
}

// What a partner's bytes may hold is asked of the bytes themselves: an encoder of ours would refuse to write them.
TEST_CASE("words in a partner's bytes hold what their limits say and not one more") {
  const auto read = [](auto fill) {
    return decode_words(wire::encode_canonical<schema::Words>([&](schema::Words::Builder to) { fill(to); }));
  };
  const auto count = [](std::size_t value) { return static_cast<unsigned>(value); };
  const auto ok_only_at_max = [&](auto fill, std::size_t max) {
    CHECK(read([&](auto to) { fill(to, max); }).ok());
    CHECK(read([&](auto to) { fill(to, max + 1); }).error().code == Errc::too_large);
  };
  ok_only_at_max([&](auto to, std::size_t n) {
    for (auto part : to.initParts(count(n))) part.setHeading(1);
  }, limits::kPartsMax);
  ok_only_at_max([&](auto to, std::size_t n) { to.initTags(count(n)); }, limits::kTagsMax);
  ok_only_at_max([&](auto to, std::size_t n) {
    for (auto question : to.initQuestions(count(n))) question.setHighest(10);
  }, limits::kQuestionsMax);
  ok_only_at_max([](auto to, std::size_t n) { to.initParts(1)[0].setText(wire::text_for(std::string(n, 'x'))); }, limits::kTextBytesMax);
  ok_only_at_max([](auto to, std::size_t n) { to.initTags(1).set(0, wire::text_for(std::string(n, 'x'))); }, limits::kTagBytesMax);
  ok_only_at_max([](auto to, std::size_t n) { to.initQuestions(1)[0].setKey(wire::text_for(std::string(n, 'x'))); },
                 limits::kQuestionKeyBytesMax);
  ok_only_at_max([](auto to, std::size_t n) { to.initQuestions(1)[0].setText(wire::text_for(std::string(n, 'x'))); },
                 limits::kTextBytesMax);
  ok_only_at_max([](auto to, std::size_t n) { to.setAnswers(wire::data_of(Bytes(n, 7))); }, limits::kAnswersBytesMax);
  for (const std::size_t size : {1U, 31U, 33U}) {
    CHECK(read([&](auto to) { to.setNonce(wire::data_of(Bytes(size, 7))); }).error().code == Errc::malformed);
  }
  CHECK(read([](auto to) { to.setNonce(wire::data_of(Bytes(kSealBytes, 7))); }).ok());
  const std::string bad = "\xFF";
  CHECK(read([&](auto to) { to.initParts(1)[0].setText(wire::text_for(bad)); }).error().code == Errc::malformed);
  CHECK(read([&](auto to) { to.initTags(1).set(0, wire::text_for(bad)); }).error().code == Errc::malformed);
  CHECK(read([&](auto to) { to.initQuestions(1)[0].setKey(wire::text_for(bad)); }).error().code == Errc::malformed);
}

TEST_CASE("facts in a partner's bytes: zones, rules, days and instants at their limits and one past them") {
  const auto code = [](auto fill) {
    const auto facts = decode_facts(facts_with(fill));
    return facts.ok() ? std::string() : std::string(name_of(facts.error().code));
  };
  const std::string zone(limits::kZoneBytesMax, 'z');
  const std::string wall(kDueWallBytesMax, '2');
  CHECK(code([&](auto to) { to.setZone(wire::text_for(zone)); }).empty());
  CHECK(code([&](auto to) { to.setDueZone(wire::text_for(zone)); }).empty());
  CHECK(code([&](auto to) { to.setDueWall(wire::text_for(wall)); }).empty());
  const auto entries = [&](auto init) {
    const auto at = [&](std::size_t size) {
      return code([&](schema::Facts::Builder to) { init(to.initRecurrence(), static_cast<unsigned>(size)); });
    };
    CHECK(at(limits::kRuleEntriesMax).empty());
    CHECK(at(limits::kRuleEntriesMax + 1) == "too_large");
  };
  entries([](auto rule, unsigned size) {
    for (auto day : rule.initByDay(size)) day.setNth(1);
  });
  entries([](auto rule, unsigned size) { rule.initByMonthDay(size); });
  entries([](auto rule, unsigned size) { rule.initByMonth(size); });
  entries([](auto rule, unsigned size) { rule.initBySetPosition(size); });
  const auto day = [&](auto set) {
    const auto at = [&](std::int32_t number) { return code([&](schema::Facts::Builder to) { set(to, number); }); };
    CHECK(at(0).empty());
    CHECK(at(-1) == "malformed");
    CHECK(at(static_cast<std::int32_t>(kLastDay.time_since_epoch().count())).empty());
    CHECK(at(static_cast<std::int32_t>(kLastDay.time_since_epoch().count()) + 1) == "malformed");
    CHECK(at(INT32_MAX) == "malformed");
    CHECK(at(INT32_MIN) == "malformed");
  };
  day([](auto to, std::int32_t number) { to.setDay(number); });
  day([](auto to, std::int32_t number) { to.setUntilDay(number); });
  day([](auto to, std::int32_t number) { to.initRecurrence().setUntil(number); });
  const auto instant = [&](auto set) {
    const auto at = [&](std::int64_t millis) { return code([&](schema::Facts::Builder to) { set(to, millis); }); };
    CHECK(at(0).empty());
    CHECK(at(-1) == "malformed");
    CHECK(at(to_millis(kLastInstant)).empty());
    CHECK(at(to_millis(kLastInstant) + 1) == "malformed");
  };
  instant([](auto to, std::int64_t millis) { to.setStartAt(millis); });
  instant([](auto to, std::int64_t millis) { to.setExpiresAt(millis); });
  instant([](auto to, std::int64_t millis) { to.setReviewAt(millis); });
  CHECK(code([](auto to) { to.setSeal(wire::data_of(Bytes(kSealBytes, 7))); }).empty());
  for (const std::size_t size : {1U, 15U, 17U, 32U}) {
    const Bytes odd(size, 7);
    CHECK(code([&](auto to) { to.setSeries(wire::data_of(odd)); }) == "malformed");
    CHECK(code([&](auto to) { to.setSeriesHead(wire::data_of(odd)); }) == "malformed");
    CHECK(code([&](auto to) { to.setTarget(wire::data_of(odd)); }) == "malformed");
  }
}

TEST_CASE("unknown kinds, flags, outcomes and shapes are kept as they are") {
  const auto facts = decode_facts(facts_with([](schema::Facts::Builder to) {
    to.setKind(65'000);
    to.setRole(200);
    to.setOutcome(99);
    to.setShape(7);
    to.setFlags(0x80000000U);
  }));
  REQUIRE(facts.ok());
  CHECK(static_cast<unsigned>(facts->kind) == 65'000);
  CHECK(name_of(facts->kind) == "unknown");
  CHECK(name_of(facts->outcome) == "none");
  CHECK(facts->flags == 0x80000000U);
  CHECK(name_of(static_cast<NoteKind>(99)) == "telling");
}

TEST_CASE("fields of a newer avow do not disturb") {
  // A struct with one more data word and one more pointer than this program knows.
  Bytes segment = *encode(full_facts());
  const std::size_t data_words = from_little_endian<std::uint16_t>(ByteView(segment).subspan(4, 2));
  const std::size_t pointers = from_little_endian<std::uint16_t>(ByteView(segment).subspan(6, 2));
  REQUIRE(segment.size() > 8 * (1 + data_words + pointers));
  segment[4] = static_cast<std::uint8_t>(data_words + 1);
  const auto at = segment.begin() + static_cast<std::ptrdiff_t>(8 * (1 + data_words));
  segment.insert(at, {1, 2, 3, 4, 5, 6, 7, 8});  // relative pointers move along with their targets
  const auto facts = decode_facts(segment);
  REQUIRE(facts.ok());
  CHECK(*facts == full_facts());
}

TEST_CASE("ids have 16 bytes or none") {
  for (const std::size_t size : {1U, 15U, 17U, 32U}) {
    const Bytes odd(size, 7);
    CHECK(decode_facts(facts_with([&](auto to) { to.setPromise(wire::data_of(odd)); })).error().code == Errc::malformed);
    CHECK(decode_facts(facts_with([&](auto to) { to.setParent(wire::data_of(odd)); })).error().code == Errc::malformed);
    CHECK(decode_facts(facts_with([&](auto to) { to.setProposal(wire::data_of(odd)); })).error().code == Errc::malformed);
    CHECK(decode_facts(facts_with([&](auto to) { to.setTakes(wire::data_of(odd)); })).error().code == Errc::malformed);
    CHECK(decode_facts(facts_with([&](auto to) { to.setTakesParent(wire::data_of(odd)); })).error().code == Errc::malformed);
  }
  CHECK(decode_facts(facts_with([&](auto to) { to.setPromise(wire::data_of(Bytes(16, 7))); }))->promise == id_of(7));
}

TEST_CASE("limits hold at their value and not one above") {
  Facts facts;
  facts.zone = std::string(limits::kZoneBytesMax, 'z');
  CHECK(decode_facts(*encode(facts)).ok());
  facts.zone += 'z';
  CHECK(encode(facts).error().code == Errc::too_large);
  CHECK(decode_facts(facts_with([&](auto to) { to.setZone(wire::text_for(facts.zone)); })).error().code == Errc::too_large);
  CHECK(decode_facts(facts_with([&](auto to) { to.setDueZone(wire::text_for(facts.zone)); })).error().code == Errc::too_large);
  const std::string wall(kDueWallBytesMax + 1, '2');
  CHECK(decode_facts(facts_with([&](auto to) { to.setDueWall(wire::text_for(wall)); })).error().code == Errc::too_large);

  const std::string longest(limits::kTextBytesMax, 'a');
  const std::string longer = longest + "a";
  CHECK(decode_words(*encode(Words{longest, longest, longest, {}, NoteKind::telling})).ok());
  CHECK(encode(Words{longer, {}, {}, {}, NoteKind::telling}).error().code == Errc::too_large);
  CHECK(encode(Words{longest, longest, longest, longest, NoteKind::telling}).error().code == Errc::too_large);
  const auto words_with = [](const std::string& text) {
    return wire::encode_canonical<schema::Words>([&](schema::Words::Builder to) { to.setIfThen(wire::text_for(text)); });
  };
  CHECK(decode_words(words_with(longest)).ok());
  CHECK(decode_words(words_with(longer)).error().code == Errc::too_large);
  CHECK(decode_facts(Bytes(limits::kFactsBytesMax + 8)).error().code == Errc::too_large);
  CHECK(decode_words(Bytes(limits::kWordsBytesMax + 8)).error().code == Errc::too_large);
}

TEST_CASE("texts are UTF-8, times are between 1970 and 9999, review windows at most a year") {
  CHECK(encode(Words{"\xC3\x28", {}, {}, {}, NoteKind::telling}).error().code == Errc::malformed);
  const std::string bad = "\xFF";
  CHECK(decode_words(wire::encode_canonical<schema::Words>([&](auto to) { to.setLookAt(wire::text_for(bad)); })).error().code ==
        Errc::malformed);
  const auto at = [](std::int64_t millis) { return decode_facts(facts_with([&](auto to) { to.setSaidAt(millis); })); };
  CHECK(at(0).ok());
  CHECK(at(-1).error().code == Errc::malformed);
  CHECK(at(to_millis(kLastInstant)).ok());
  CHECK(at(to_millis(kLastInstant) + 1).error().code == Errc::malformed);
  CHECK(decode_facts(facts_with([](auto to) { to.setDoneAt(INT64_MIN); })).error().code == Errc::malformed);
  CHECK(decode_facts(facts_with([](auto to) { to.setDueAt(INT64_MAX); })).error().code == Errc::malformed);
  CHECK(decode_facts(facts_with([](auto to) { to.setGraceEndAt(INT64_MAX); })).error().code == Errc::malformed);
  CHECK(decode_facts(facts_with([](auto to) { to.setReviewMillis(kReviewMax.count()); })).ok());
  CHECK(decode_facts(facts_with([](auto to) { to.setReviewMillis(kReviewMax.count() + 1); })).error().code == Errc::malformed);
  CHECK(decode_facts(facts_with([](auto to) { to.setReviewMillis(-1); })).error().code == Errc::malformed);
}

TEST_CASE("every cut of a segment is an error, and no changed byte does harm") {
  const Bytes segment = *encode(full_facts());
  for (std::size_t size = 0; size < segment.size(); ++size) {
    CHECK_FALSE(decode_facts(ByteView(segment).first(size)).ok());
  }
  for (std::size_t at = 0; at < segment.size(); ++at) {
    for (const unsigned flip : {0x01U, 0x80U, 0xFFU}) {
      Bytes changed = segment;
      changed[at] = static_cast<std::uint8_t>(changed[at] ^ flip);
      if (const auto facts = decode_facts(changed); facts.ok()) CHECK(encode(*facts).ok());
    }
  }
}

TEST_CASE("names are stable") {
  CHECK(name_of(RecordKind::promise_offer) == "promise_offer");
  CHECK(name_of(RecordKind::note_withdraw) == "note_withdraw");
  CHECK(outcome_named("kept_late") == Outcome::kept_late);
  CHECK_FALSE(outcome_named("broken"));
  CHECK(note_kind_named("gratitude") == NoteKind::gratitude);
  CHECK_FALSE(note_kind_named("location"));
}
