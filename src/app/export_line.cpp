#include "app/export_line.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/limits.h"
#include "base/text.h"
#include "ledger/transitions.h"
#include "ledger/when.h"
#include "wire/message.h"
#include "wire/struct_json.h"

namespace avow::app {
namespace {

using wire::view_of;

constexpr std::string_view kHeader = "export";
constexpr std::uint16_t kVersion = 1;

// A time as people write it, with its milliseconds; a day as a date. Others than those years stand as numbers.
std::string time_text(Instant instant) {
  if (instant < Instant{} || instant > ledger::kLastInstant) return {};
  const auto millis = instant.time_since_epoch() % std::chrono::seconds(1);
  const std::string whole = to_rfc3339(instant);
  return fmt::format("{}.{:03}Z", std::string_view(whole).substr(0, whole.size() - 1), millis.count());
}

std::optional<std::int64_t> millis_in(std::string_view text) {
  constexpr std::string_view kForm = "2026-11-27T18:00:00.000Z";
  if (text.size() != kForm.size()) return std::nullopt;
  const auto day = ledger::instant_on(text.substr(0, 10), std::chrono::minutes(0), "UTC");
  if (!day) return std::nullopt;
  const auto number = [text](std::size_t at, std::size_t size) {
    std::int64_t out = 0;
    for (const char digit : text.substr(at, size)) out = 10 * out + (digit - '0');
    return out;
  };
  const Instant at = *day + std::chrono::hours(number(11, 2)) + std::chrono::minutes(number(14, 2)) +
                     std::chrono::seconds(number(17, 2)) + std::chrono::milliseconds(number(20, 3));
  if (time_text(at) != text) return std::nullopt;  // whatever stood there was no time
  return to_millis(at);
}

std::string day_text(std::int64_t day) {
  const ledger::LocalDay local{std::chrono::days(day)};
  return local < ledger::LocalDay{} || local > ledger::kLastDay ? std::string() : ledger::date_text(local);
}

std::optional<std::int64_t> day_in(std::string_view text) {
  const auto day = ledger::local_day_in(text);
  if (!day || ledger::date_text(*day) != text) return std::nullopt;
  return day->time_since_epoch().count();
}

bool is_time(std::string_view field) { return field.ends_with("_at"); }
bool is_day(std::string_view field) { return field == "day" || field == "until_day" || field == "until"; }

template <typename Enum>
std::string word_for(std::int64_t number, std::optional<Enum> (*named)(std::string_view)) {
  const auto value = static_cast<Enum>(number);
  const std::string_view word = name_of(value);
  // Why asked back: a number that has no name reads as some other one's.
  return named(word) == value ? std::string(word) : std::string();
}

template <typename Enum>
std::optional<std::int64_t> number_for(std::optional<Enum> value) {
  if (!value) return std::nullopt;
  return static_cast<std::int64_t>(*value);
}

std::string word_of(std::string_view field, std::int64_t number) {
  if (is_time(field)) return time_text(from_millis(number));
  if (is_day(field)) return day_text(number);
  if (field == "kind" || field == "takes_kind") return word_for<ledger::RecordKind>(number, ledger::record_kind_named);
  if (field == "outcome") return word_for<ledger::Outcome>(number, ledger::outcome_named);
  if (field == "note_kind") return word_for<ledger::NoteKind>(number, ledger::note_kind_named);
  if (field == "heading") return word_for<ledger::Heading>(number, ledger::heading_named);
  if (field == "sharing") return word_for<ledger::Sharing>(number, ledger::sharing_named);
  return {};
}

std::optional<std::int64_t> number_of(std::string_view field, std::string_view word) {
  if (is_time(field)) return millis_in(word);
  if (is_day(field)) return day_in(word);
  if (field == "kind" || field == "takes_kind") return number_for(ledger::record_kind_named(word));
  if (field == "outcome") return number_for(ledger::outcome_named(word));
  if (field == "note_kind") return number_for(ledger::note_kind_named(word));
  if (field == "heading") return number_for(ledger::heading_named(word));
  if (field == "sharing") return number_for(ledger::sharing_named(word));
  return std::nullopt;
}

const wire::FieldWords& field_words() {
  static const wire::FieldWords words{word_of, number_of, {"facts", "words"}};
  return words;
}

Error wrong(const char* what) { return Error{Errc::malformed, what}; }

capnp::Data::Reader data_of_id(const RecordId& id) { return id.is_zero() ? capnp::Data::Reader() : wire::data_of(id.bytes); }

// Zero for an empty field.
Result<RecordId> read_id(capnp::Data::Reader data) {
  if (data.size() == 0) return RecordId{};
  if (data.size() != 16) return wrong("an id that has not 26 characters");
  return RecordId{first<16>(view_of(data))};
}

Result<RecordId> read_own_id(capnp::Data::Reader data) {
  AVOW_TRY(const auto id, read_id(data));
  if (id.is_zero()) return wrong("no id");
  return id;
}

template <typename Enum, std::size_t N>
Result<Enum> read_name(std::string_view name, const Enum (&all)[N], const char* what) {
  const auto found = std::find_if(std::begin(all), std::end(all), [name](Enum one) { return name_of(one) == name; });
  if (found == std::end(all)) return wrong(what);
  return *found;
}

Result<log::Lane> read_lane(capnp::Text::Reader name) { return read_name(view_of(name), log::kLanes, "no such lane"); }

Result<log::Author> read_author(capnp::Text::Reader name) {
  constexpr log::Author kAuthors[] = {log::Author::me, log::Author::partner};
  return read_name(view_of(name), kAuthors, "neither me nor partner");
}

// A part of a payload: as a struct where that gives the same bytes again, else as its bytes, and as a struct as far as it
// can be read.
template <typename Schema, typename SetStruct, typename SetBytes>
void put_part(ByteView segment, std::size_t bytes_max, SetStruct set_struct, SetBytes set_bytes) {
  capnp::MallocMessageBuilder message;
  auto again = message.initRoot<Schema>();
  const auto json = wire::read_canonical<Schema>(
      segment, bytes_max, [](typename Schema::Reader part) { return wire::struct_to_json(part, field_words()); });
  const bool readable = json.ok() && wire::json_to_struct(*json, limits::kExportLineBytesMax, again, field_words()).ok();
  if (readable) set_struct(again.asReader());
  if (!readable || !equal(wire::to_canonical(again.asReader()), segment)) set_bytes(wire::data_of(segment));
}

template <typename Builder>
void put_parts(Builder out, const std::optional<Bytes>& facts, const std::optional<Bytes>& words) {
  if (facts) {
    put_part<schema::Facts>(*facts, limits::kFactsBytesMax, [&](auto part) { out.setFacts(part); },
                            [&](auto bytes) { out.setFactsBytes(bytes); });
  }
  if (words) {
    put_part<schema::Words>(*words, limits::kWordsBytesMax, [&](auto part) { out.setWords(part); },
                            [&](auto bytes) { out.setWordsBytes(bytes); });
  }
}

template <typename Part>
Result<std::optional<Bytes>> read_part(bool there, bool as_bytes, capnp::Data::Reader bytes, std::size_t bytes_max, Part part) {
  if (!there && !as_bytes) return std::optional<Bytes>();
  Bytes segment = as_bytes ? to_bytes(view_of(bytes)) : wire::to_canonical(part());
  if (segment.size() > bytes_max) return Error{Errc::malformed, "texts that are too long together"};
  return std::optional<Bytes>(std::move(segment));
}

template <typename Reader>
Result<std::pair<std::optional<Bytes>, std::optional<Bytes>>> read_parts(Reader from) {
  AVOW_TRY(auto facts, read_part(from.hasFacts(), from.hasFactsBytes(), from.getFactsBytes(), limits::kFactsBytesMax,
                                 [&] { return from.getFacts(); }));
  AVOW_TRY(auto words, read_part(from.hasWords(), from.hasWordsBytes(), from.getWordsBytes(), limits::kWordsBytesMax,
                                 [&] { return from.getWords(); }));
  return std::pair(std::move(facts), std::move(words));
}

// What was read says all that stands in the line: written again it is the same. So bytes never say something else than
// the JSON beside them, and the next export is this one.
template <typename Value>
Result<Value> if_whole(Value value, schema::ExportLine::Reader line) {
  capnp::MallocMessageBuilder message;
  const auto again = message.initRoot<schema::ExportLine>();
  fill(again, value);
  if (wire::to_canonical(again.asReader()) == wire::to_canonical(line)) return value;
  return wrong("its parts do not fit together");
}

// The lane of a first record; empty: it is none.
std::optional<log::Lane> lane_of_first(const ledger::Facts& facts) {
  if (!facts.promise.is_zero() || !facts.parent.is_zero() || !facts.series.is_zero()) return std::nullopt;
  if (facts.kind == ledger::RecordKind::note) return log::Lane::notes;
  const auto rows = ledger::transitions_of(facts.kind);
  const bool promise = std::any_of(rows.begin(), rows.end(), [](const auto& row) { return row.effect == ledger::Effect::first; });
  if (promise) return log::Lane::commitments;
  const auto* thread = ledger::thread_row_of(facts.kind);
  if (thread == nullptr || thread->effect != ledger::Effect::first) return std::nullopt;
  return ledger::lane_of(ledger::thread_of(facts.kind));
}

}  // namespace

void fill_header(schema::ExportLine::Builder line) {
  line.setAvow(std::string(kHeader));
  line.setV(kVersion);
}

void fill(schema::ExportLine::Builder line, const PastRecord& record) {
  auto out = line.initRecord();
  out.setLane(std::string(log::name_of(record.ref.lane)));
  out.setBy(std::string(log::name_of(record.ref.by)));
  out.setEpoch(record.ref.epoch);
  out.setIndex(record.index);
  out.setId(data_of_id(record.id));
  out.setSeenEpoch(record.seen.epoch);
  out.setSeenSize(record.seen.size);
  if (record.seen.head_hash != Hash{}) out.setSeenHead(wire::data_of(record.seen.head_hash));
  out.setReceivedAt(record.received_at ? to_millis(*record.received_at) : 0);
  put_parts(out, record.facts, record.words);
}

void fill(schema::ExportLine::Builder line, const PastDay& day) {
  auto out = line.initDay();
  out.setId(data_of_id(day.id));
  out.setDate(day.date);
  out.setText(day.text);
  if (!day.promise.is_zero()) out.setPromise(data_of_id(day.promise));
}

void fill(schema::ExportLine::Builder line, const Draft& draft) {
  auto out = line.initDraft();
  out.setId(data_of_id(draft.id));
  out.setLane(std::string(log::name_of(draft.lane)));
  out.setPlace(draft.place);
  put_parts(out, draft.facts, draft.words);
}

void fill(schema::ExportLine::Builder line, const PrivateRecord& record) {
  auto out = line.initPrivate();
  out.setId(data_of_id(record.id));
  out.setKind(std::string(name_of(record.kind)));
  out.setSaidAt(to_millis(record.said_at));
  if (!record.subject.is_zero()) out.setAbout(data_of_id(record.subject));
  out.setValue(record.value);
  const auto words = ledger::encode(record.words);
  AVOW_ASSERT(words.ok());  // it was read from a vault, or checked
  put_part<schema::Words>(*words, limits::kWordsBytesMax, [&](auto part) { out.setWords(part); },
                          [](auto) { AVOW_ASSERT(false); });
}

void fill(schema::ExportLine::Builder line, const PastAnswers& answers) {
  auto out = line.initAnswers();
  out.setCheckin(data_of_id(answers.checkin));
  auto list = out.initAnswers(static_cast<unsigned>(answers.answers.size()));
  for (unsigned i = 0; i < list.size(); ++i) {
    const KeptAnswer& one = answers.answers[i];
    list[i].setKey(one.key);
    list[i].setSharing(static_cast<std::uint8_t>(one.sharing));
    list[i].setValue(one.value);
    if (!one.text.empty()) list[i].setText(one.text);
  }
}

Result<PastRecord> stored_record(schema::ExportLine::Reader line) {
  const auto from = line.getRecord();
  PastRecord out;
  AVOW_TRY(out.ref.lane, read_lane(from.getLane()));
  AVOW_TRY(out.ref.by, read_author(from.getBy()));
  out.ref.epoch = from.getEpoch();
  out.index = from.getIndex();
  AVOW_TRY(out.id, read_own_id(from.getId()));
  out.seen.epoch = from.getSeenEpoch();
  out.seen.size = from.getSeenSize();
  if (from.hasSeenHead() && from.getSeenHead().size() != out.seen.head_hash.size()) return wrong("a head that is none");
  if (from.hasSeenHead()) out.seen.head_hash = first<32>(view_of(from.getSeenHead()));
  if (from.getReceivedAt() != 0) out.received_at = from_millis(from.getReceivedAt());
  AVOW_TRY(auto parts, read_parts(from));
  out.facts = std::move(parts.first);
  out.words = std::move(parts.second);
  return out;
}

Result<PastRecord> read_record(schema::ExportLine::Reader line) {
  AVOW_TRY(auto out, stored_record(line));
  return if_whole(std::move(out), line);
}

Result<PastDay> stored_day(schema::ExportLine::Reader line) {
  const auto from = line.getDay();
  PastDay out;
  AVOW_TRY(out.id, read_own_id(from.getId()));
  out.date = std::string(view_of(from.getDate()));
  out.text = std::string(view_of(from.getText()));
  AVOW_TRY(out.promise, read_id(from.getPromise()));
  if (!day_in(out.date)) return wrong("a date that is none");
  if (out.text.size() > limits::kTextBytesMax) return wrong("a text that is too long");
  return out;
}

Result<PastDay> read_day(schema::ExportLine::Reader line) {
  AVOW_TRY(auto out, stored_day(line));
  return if_whole(std::move(out), line);
}

Result<Draft> read_draft(schema::ExportLine::Reader line) {
  const auto from = line.getDraft();
  Draft out;
  AVOW_TRY(out.id, read_own_id(from.getId()));
  AVOW_TRY(out.lane, read_lane(from.getLane()));
  out.place = from.getPlace();
  AVOW_TRY(auto parts, read_parts(from));
  if (!parts.first || !parts.second) return wrong("a draft without its content");
  out.facts = std::move(*parts.first);
  out.words = std::move(*parts.second);
  const auto facts = ledger::decode_facts(out.facts);
  const auto words = ledger::decode_words(out.words);
  if (!facts.ok() || !words.ok()) return wrong(facts.ok() ? "words that are none" : "facts that are none");
  if (lane_of_first(*facts) != out.lane) return wrong("a draft of something that cannot be one");
  for (const auto& rule : facts->repeats) {
    if (!ledger::check(rule).ok()) return wrong("a rule that is none");
  }
  return if_whole(std::move(out), line);
}

Result<PrivateRecord> read_private(schema::ExportLine::Reader line) {
  const auto from = line.getPrivate();
  PrivateRecord out;
  AVOW_TRY(out.id, read_own_id(from.getId()));
  const auto kind = private_kind_named(view_of(from.getKind()));
  if (!kind) return wrong("no such kind in the private lane");
  out.kind = *kind;
  out.said_at = from_millis(from.getSaidAt());
  AVOW_TRY(out.subject, read_id(from.getAbout()));
  out.value = from.getValue();
  const auto words = ledger::decode_words(wire::to_canonical(from.getWords()));
  if (!words.ok()) return wrong("words that are none");
  out.words = *words;
  return if_whole(std::move(out), line);
}

Result<PastAnswers> stored_answers(schema::ExportLine::Reader line) {
  const auto from = line.getAnswers();
  PastAnswers out;
  AVOW_TRY(out.checkin, read_own_id(from.getCheckin()));
  if (from.getAnswers().size() > limits::kQuestionsMax) return wrong("too many answers");
  for (const auto one : from.getAnswers()) {
    const auto text = view_of(one.getText());
    const auto key = view_of(one.getKey());
    if (text.size() > limits::kTextBytesMax || key.size() > limits::kQuestionKeyBytesMax) return wrong("a text that is too long");
    out.answers.push_back({std::string(key), static_cast<ledger::Sharing>(one.getSharing()), one.getValue(), std::string(text)});
  }
  return out;
}

Result<PastAnswers> read_answers(schema::ExportLine::Reader line) {
  AVOW_TRY(auto out, stored_answers(line));
  return if_whole(std::move(out), line);
}

std::string to_text(schema::ExportLine::Reader line) {
  auto json = wire::struct_to_json(line, field_words());
  AVOW_ASSERT(json.ok());  // fill*() keeps what JSON cannot hold as bytes
  return std::move(*json);
}

Result<void> from_text(std::string_view text, schema::ExportLine::Builder line) {
  AVOW_CHECK(wire::json_to_struct(text, limits::kExportLineBytesMax, line, field_words()));
  const bool header = line.hasAvow() || line.getV() != 0;
  if (!header && line.which() == schema::ExportLine::UNSET) return wrong("a line without anything");
  if (!header) return {};
  if (view_of(line.getAvow().asReader()) != kHeader || line.which() != schema::ExportLine::UNSET) return wrong("not the first line of an export");
  if (line.getV() > kVersion) return Error{Errc::newer_version, ""};
  return {};
}

}  // namespace avow::app
