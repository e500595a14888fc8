#include "ledger/record.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "protocol/record.capnp.h"
#include "wire/message.h"

namespace avow::ledger {
namespace {

Result<void> check_text(std::string_view text, std::size_t bytes_max, const char* what) {
  if (text.size() > bytes_max) return Error{Errc::too_large, std::string(what) + " is too long"};
  if (!is_utf8(text)) return Error{Errc::malformed, std::string(what) + " is not UTF-8"};
  return {};
}

Result<void> check_instant(Instant instant) {
  if (to_millis(instant) < 0 || instant > kLastInstant) {
    return Error{Errc::malformed, "a time before 1970 or after 9999"};
  }
  return {};
}

Result<void> check_day(LocalDay day) {
  if (day < LocalDay{} || day > kLastDay) return Error{Errc::malformed, "a day before 1970 or after 9999"};
  return {};
}

// Only what bounds the size: whether the rule can be followed is asked by ledger::check(Recurrence).
Result<void> check_lists(const Recurrence& rule) {
  const std::size_t longest = std::max({rule.by_day.size(), rule.by_month_day.size(), rule.by_month.size(),
                                        rule.by_set_position.size()});
  if (longest > limits::kRuleEntriesMax) return Error{Errc::too_large, "a rule with too many entries"};
  return check_day(rule.until);
}

Result<void> check_values(const Facts& facts) {
  AVOW_CHECK(check_text(facts.zone, limits::kZoneBytesMax, "a zone"));
  AVOW_CHECK(check_text(facts.due_zone, limits::kZoneBytesMax, "a zone"));
  AVOW_CHECK(check_text(facts.due_wall, kDueWallBytesMax, "a due time"));
  for (const Instant instant : {facts.said_at, facts.due_at, facts.grace_end_at, facts.done_at, facts.start_at,
                                facts.expires_at, facts.review_at}) {
    AVOW_CHECK(check_instant(instant));
  }
  for (const LocalDay day : {facts.day, facts.until_day}) AVOW_CHECK(check_day(day));
  if (!facts.seal.empty() && facts.seal.size() != kSealBytes) return Error{Errc::malformed, "a seal that is not 32 bytes"};
  if (facts.repeats.size() > 1) return Error{Errc::malformed, "two rules"};
  for (const Recurrence& rule : facts.repeats) AVOW_CHECK(check_lists(rule));
  if (facts.review.count() < 0 || facts.review > kReviewMax) return Error{Errc::malformed, "a review window over a year"};
  return {};
}

Result<void> check_values(const Words& words) {
  for (const std::string* text : {&words.text, &words.done_when, &words.if_then, &words.look_at}) {
    AVOW_CHECK(check_text(*text, limits::kTextBytesMax, "a text"));
  }
  if (words.parts.size() > limits::kPartsMax) return Error{Errc::too_large, "too many parts"};
  for (const Part& part : words.parts) AVOW_CHECK(check_text(part.text, limits::kTextBytesMax, "a text"));
  if (words.tags.size() > limits::kTagsMax) return Error{Errc::too_large, "too many tags"};
  for (const std::string& tag : words.tags) AVOW_CHECK(check_text(tag, limits::kTagBytesMax, "a tag"));
  if (words.questions.size() > limits::kQuestionsMax) return Error{Errc::too_large, "too many questions"};
  for (const Question& question : words.questions) {
    AVOW_CHECK(check_text(question.key, limits::kQuestionKeyBytesMax, "a question's name"));
    AVOW_CHECK(check_text(question.text, limits::kTextBytesMax, "a text"));
  }
  if (!words.nonce.empty() && words.nonce.size() != kSealBytes) return Error{Errc::malformed, "a nonce that is not 32 bytes"};
  if (words.answers.size() > limits::kAnswersBytesMax) return Error{Errc::too_large, "too long answers"};
  return {};
}

Result<Bytes> within(Bytes segment, std::size_t bytes_max) {
  if (segment.size() > bytes_max) return Error{Errc::too_large, "the texts are too long together"};
  return segment;
}

capnp::Data::Reader data_of_id(const RecordId& id) {
  return id.is_zero() ? capnp::Data::Reader() : wire::data_of(id.bytes);
}

Result<RecordId> read_id(capnp::Data::Reader data) {
  RecordId id;
  if (data.size() == 0) return id;
  if (data.size() != id.bytes.size()) return Error{Errc::malformed, "an id that is not 16 bytes"};
  id.bytes = first<16>(wire::view_of(data));
  return id;
}

std::string read_text(capnp::Text::Reader text) { return std::string(wire::view_of(text)); }

Bytes read_bytes(capnp::Data::Reader data) { return to_bytes(wire::view_of(data)); }

LocalDay day_in(std::int32_t number) { return LocalDay(std::chrono::days(number)); }
std::int32_t number_of(LocalDay day) { return static_cast<std::int32_t>(day.time_since_epoch().count()); }

// Lists are cut one past the limit: check_lists() then says that they are too long.
template <typename Value, typename List, typename Read>
std::vector<Value> read_list(List from, Read read) {
  std::vector<Value> out;
  for (unsigned i = 0; i < std::min<std::size_t>(from.size(), limits::kRuleEntriesMax + 1); ++i) out.push_back(read(from[i]));
  return out;
}

Recurrence read_rule(schema::Recurrence::Reader from) {
  Recurrence rule;
  rule.frequency = static_cast<Frequency>(from.getFrequency());
  rule.interval = from.getInterval();
  rule.week_start = from.getWeekStart();
  rule.count = from.getCount();
  rule.until = day_in(from.getUntil());
  rule.by_day = read_list<ByDay>(from.getByDay(), [](auto one) { return ByDay{one.getNth(), one.getWeekday()}; });
  rule.by_month_day = read_list<std::int8_t>(from.getByMonthDay(), [](auto one) { return one; });
  rule.by_month = read_list<std::uint8_t>(from.getByMonth(), [](auto one) { return one; });
  rule.by_set_position = read_list<std::int16_t>(from.getBySetPosition(), [](auto one) { return one; });
  return rule;
}

template <typename List, typename Values>
void write_list(List to, const Values& values) {
  for (unsigned i = 0; i < to.size(); ++i) to.set(i, values[i]);
}

void write_rule(schema::Recurrence::Builder to, const Recurrence& rule) {
  const auto count = [](const auto& values) { return static_cast<unsigned>(values.size()); };
  to.setFrequency(static_cast<std::uint8_t>(rule.frequency));
  to.setInterval(rule.interval);
  to.setWeekStart(rule.week_start);
  to.setCount(rule.count);
  to.setUntil(number_of(rule.until));
  if (!rule.by_day.empty()) {
    auto days = to.initByDay(count(rule.by_day));
    for (unsigned i = 0; i < days.size(); ++i) {
      days[i].setNth(rule.by_day[i].nth);
      days[i].setWeekday(rule.by_day[i].weekday);
    }
  }
  if (!rule.by_month_day.empty()) write_list(to.initByMonthDay(count(rule.by_month_day)), rule.by_month_day);
  if (!rule.by_month.empty()) write_list(to.initByMonth(count(rule.by_month)), rule.by_month);
  if (!rule.by_set_position.empty()) write_list(to.initBySetPosition(count(rule.by_set_position)), rule.by_set_position);
}

void write_later_facts(schema::Facts::Builder to, const Facts& facts) {
  to.setDay(number_of(facts.day));
  to.setUntilDay(number_of(facts.until_day));
  to.setStartAt(to_millis(facts.start_at));
  to.setExpiresAt(to_millis(facts.expires_at));
  to.setReviewAt(to_millis(facts.review_at));
  if (!facts.series.is_zero()) to.setSeries(data_of_id(facts.series));
  if (!facts.series_head.is_zero()) to.setSeriesHead(data_of_id(facts.series_head));
  if (!facts.target.is_zero()) to.setTarget(data_of_id(facts.target));
  if (!facts.seal.empty()) to.setSeal(wire::data_of(facts.seal));
  for (const Recurrence& rule : facts.repeats) write_rule(to.initRecurrence(), rule);
}

Result<void> read_lists(schema::Words::Reader from, Words& words) {
  const auto parts = from.getParts();
  const auto tags = from.getTags();
  const auto questions = from.getQuestions();
  const bool fits = parts.size() <= limits::kPartsMax && tags.size() <= limits::kTagsMax &&
                    questions.size() <= limits::kQuestionsMax;
  if (!fits) return Error{Errc::too_large, "too many parts, tags or questions"};
  for (const auto part : parts) words.parts.push_back({static_cast<Heading>(part.getHeading()), read_text(part.getText())});
  for (const auto tag : tags) words.tags.push_back(read_text(tag));
  for (const auto one : questions) {
    words.questions.push_back({read_text(one.getKey()), read_text(one.getText()), one.getLowest(), one.getHighest(),
                               static_cast<Sharing>(one.getSharing())});
  }
  return {};
}

void write_lists(schema::Words::Builder to, const Words& words) {
  const auto count = [](const auto& values) { return static_cast<unsigned>(values.size()); };
  if (!words.parts.empty()) {
    auto parts = to.initParts(count(words.parts));
    for (unsigned i = 0; i < parts.size(); ++i) {
      parts[i].setHeading(static_cast<std::uint16_t>(words.parts[i].heading));
      parts[i].setText(wire::text_for(words.parts[i].text));
    }
  }
  if (!words.tags.empty()) {
    auto tags = to.initTags(count(words.tags));
    for (unsigned i = 0; i < tags.size(); ++i) tags.set(i, wire::text_for(words.tags[i]));
  }
  if (words.questions.empty()) return;
  auto questions = to.initQuestions(count(words.questions));
  for (unsigned i = 0; i < questions.size(); ++i) {
    const Question& one = words.questions[i];
    questions[i].setKey(wire::text_for(one.key));
    questions[i].setText(wire::text_for(one.text));
    questions[i].setLowest(one.lowest);
    questions[i].setHighest(one.highest);
    questions[i].setSharing(static_cast<std::uint8_t>(one.sharing));
  }
}

Result<Facts> read_facts(schema::Facts::Reader from) {
  Facts facts;
  facts.kind = static_cast<RecordKind>(from.getKind());
  facts.role = static_cast<Role>(from.getRole());
  facts.outcome = static_cast<Outcome>(from.getOutcome());
  facts.shape = static_cast<Shape>(from.getShape());
  facts.flags = from.getFlags();
  facts.said_at = from_millis(from.getSaidAt());
  facts.due_at = from_millis(from.getDueAt());
  facts.grace_end_at = from_millis(from.getGraceEndAt());
  facts.done_at = from_millis(from.getDoneAt());
  facts.review = std::chrono::milliseconds(from.getReviewMillis());
  facts.takes_kind = static_cast<RecordKind>(from.getTakesKind());
  AVOW_TRY(facts.promise, read_id(from.getPromise()));
  AVOW_TRY(facts.parent, read_id(from.getParent()));
  AVOW_TRY(facts.proposal, read_id(from.getProposal()));
  AVOW_TRY(facts.takes, read_id(from.getTakes()));
  AVOW_TRY(facts.takes_parent, read_id(from.getTakesParent()));
  AVOW_TRY(facts.series, read_id(from.getSeries()));
  AVOW_TRY(facts.series_head, read_id(from.getSeriesHead()));
  AVOW_TRY(facts.target, read_id(from.getTarget()));
  facts.day = day_in(from.getDay());
  facts.until_day = day_in(from.getUntilDay());
  facts.start_at = from_millis(from.getStartAt());
  facts.expires_at = from_millis(from.getExpiresAt());
  facts.review_at = from_millis(from.getReviewAt());
  facts.seal = read_bytes(from.getSeal());
  if (from.hasRecurrence()) facts.repeats.push_back(read_rule(from.getRecurrence()));
  facts.zone = read_text(from.getZone());
  facts.due_wall = read_text(from.getDueWall());
  facts.due_zone = read_text(from.getDueZone());
  AVOW_CHECK(check_values(facts));
  return facts;
}

}  // namespace

Result<Bytes> encode(const Facts& facts) {
  AVOW_CHECK(check_values(facts));
  return within(wire::encode_canonical<schema::Facts>([&](schema::Facts::Builder to) {
    to.setKind(static_cast<std::uint16_t>(facts.kind));
    to.setRole(static_cast<std::uint8_t>(facts.role));
    to.setOutcome(static_cast<std::uint8_t>(facts.outcome));
    to.setShape(static_cast<std::uint8_t>(facts.shape));
    to.setFlags(facts.flags);
    to.setSaidAt(to_millis(facts.said_at));
    to.setDueAt(to_millis(facts.due_at));
    to.setGraceEndAt(to_millis(facts.grace_end_at));
    to.setDoneAt(to_millis(facts.done_at));
    to.setReviewMillis(facts.review.count());
    to.setTakesKind(static_cast<std::uint16_t>(facts.takes_kind));
    // Why only when there: an unset pointer and an empty one encode differently.
    if (!facts.promise.is_zero()) to.setPromise(data_of_id(facts.promise));
    if (!facts.parent.is_zero()) to.setParent(data_of_id(facts.parent));
    if (!facts.proposal.is_zero()) to.setProposal(data_of_id(facts.proposal));
    if (!facts.takes.is_zero()) to.setTakes(data_of_id(facts.takes));
    if (!facts.takes_parent.is_zero()) to.setTakesParent(data_of_id(facts.takes_parent));
    if (!facts.zone.empty()) to.setZone(wire::text_for(facts.zone));
    if (!facts.due_wall.empty()) to.setDueWall(wire::text_for(facts.due_wall));
    if (!facts.due_zone.empty()) to.setDueZone(wire::text_for(facts.due_zone));
    write_later_facts(to, facts);
  }), limits::kFactsBytesMax);
}

Result<Bytes> encode(const Words& words) {
  AVOW_CHECK(check_values(words));
  return within(wire::encode_canonical<schema::Words>([&](schema::Words::Builder to) {
    if (!words.text.empty()) to.setText(wire::text_for(words.text));
    if (!words.done_when.empty()) to.setDoneWhen(wire::text_for(words.done_when));
    if (!words.if_then.empty()) to.setIfThen(wire::text_for(words.if_then));
    if (!words.look_at.empty()) to.setLookAt(wire::text_for(words.look_at));
    to.setNoteKind(static_cast<std::uint16_t>(words.note_kind));
    write_lists(to, words);
    if (!words.nonce.empty()) to.setNonce(wire::data_of(words.nonce));
    if (!words.answers.empty()) to.setAnswers(wire::data_of(words.answers));
  }), limits::kWordsBytesMax);
}

Result<Facts> decode_facts(ByteView segment) {
  return wire::read_canonical<schema::Facts>(segment, limits::kFactsBytesMax, read_facts);
}

Result<Words> decode_words(ByteView segment) {
  return wire::read_canonical<schema::Words>(segment, limits::kWordsBytesMax, [](schema::Words::Reader from) -> Result<Words> {
    Words words{read_text(from.getText()), read_text(from.getDoneWhen()), read_text(from.getIfThen()),
                read_text(from.getLookAt()), static_cast<NoteKind>(from.getNoteKind())};
    AVOW_CHECK(read_lists(from, words));
    words.nonce = read_bytes(from.getNonce());
    words.answers = read_bytes(from.getAnswers());
    AVOW_CHECK(check_values(words));
    return words;
  });
}

}  // namespace avow::ledger
