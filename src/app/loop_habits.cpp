#include "app/loop_habits.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "app/rhythm.h"
#include "app/terms.h"
#include "base/csv.h"
#include "base/limits.h"
#include "base/text_app.h"
#include "base/text_porting.h"
#include "crypto/hash.h"

namespace avow::app {
namespace {

constexpr std::string_view kHabits = "Habits.csv";
constexpr std::string_view kCheckmarks = "Checkmarks.csv";
constexpr int kDaysOfWeek = 7;
constexpr long kThousandth = 1000;  // a number that was noted stands in thousandths

struct Habit {
  RecordId id;
  std::string name;
  std::string question;
  std::string description;
  int times = 1;
  int days = 1;
  bool numeric = false;
  bool at_most = false;
  std::string target;
  std::string unit;
  bool archived = false;
};

Error wrong_row(std::string_view file, std::size_t line, std::string_view why) {
  return Error{Errc::usage, fmt::format(text::kImportWrongRow, file, line, why)};
}

RecordId id_of(std::string_view label, std::initializer_list<ByteView> parts) {
  Bytes all = to_bytes(bytes_of(label));
  for (const ByteView part : parts) append(all, part);
  return RecordId{first<16>(crypto::blake2b({ByteView(all)}))};
}

// The rows of a file, each by the names of its columns.
class Table {
 public:
  static Result<Table> open(std::string_view text) {
    Table out(text);
    auto header = out.reader_.next();
    if (!header.ok()) return wrong_row(kHabits, 1, header.error().context);
    if (*header) out.columns_ = std::move(**header);
    return out;
  }
  // False at the end.
  Result<bool> next() {
    auto row = reader_.next();
    if (!row.ok()) return wrong_row(kHabits, reader_.line(), row.error().context);
    if (!*row) return false;
    row_ = std::move(**row);
    return true;
  }
  std::size_t line() const { return reader_.line(); }
  bool has(std::string_view column) const { return std::find(columns_.begin(), columns_.end(), column) != columns_.end(); }
  // "": no such column, or a row that is shorter.
  std::string at(std::string_view column) const {
    const auto found = static_cast<std::size_t>(std::find(columns_.begin(), columns_.end(), column) - columns_.begin());
    return found < row_.size() ? row_[found] : std::string();
  }

 private:
  explicit Table(std::string_view text) : reader_(text) {}
  CsvReader reader_;
  CsvReader::Row columns_;
  CsvReader::Row row_;
};

std::optional<int> positive(std::string_view text) {
  int out = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (failed != std::errc() || end != text.data() + text.size() || out < 1) return std::nullopt;
  return out;
}

Result<Habit> habit_in(const Table& table) {
  // The first of each pair is how older versions of Loop called it.
  const auto either = [&table](std::string_view older, std::string_view newer) { return table.has(older) ? table.at(older) : table.at(newer); };
  Habit out;
  out.name = table.at("Name");
  out.question = table.at("Question");
  out.description = table.at("Description");
  out.numeric = table.at("Type") == "NUMERICAL";
  out.at_most = table.at("Target Type") == "AT_MOST";
  out.target = table.at("Target Value");
  if (out.target.ends_with(".0")) out.target.resize(out.target.size() - 2);
  out.unit = table.at("Unit");
  out.archived = table.at("Archived?") == "true";
  if (out.name.size() > limits::kLoopNameBytesMax) return wrong_row(kHabits, table.line(), text::kLoopNameTooLong);
  if (out.name.find_first_not_of(' ') == std::string::npos) return wrong_row(kHabits, table.line(), text::kLoopNoName);
  const auto times = positive(either("NumRepetitions", "FrequencyNumerator"));
  const auto days = positive(either("Interval", "FrequencyDenominator"));
  if (!times || !days) return wrong_row(kHabits, table.line(), text::kLoopNoFrequency);
  out.times = *times;
  out.days = *days;
  return out;
}

Result<std::vector<Habit>> habits_in(std::string_view text) {
  AVOW_TRY(auto table, Table::open(text));
  const bool older = table.has("NumRepetitions") && table.has("Interval");
  const bool newer = table.has("FrequencyNumerator") && table.has("FrequencyDenominator");
  if (!table.has("Name")) return wrong_row(kHabits, 1, fmt::format(text::kLoopNoColumn, "Name"));
  if (!older && !newer) return wrong_row(kHabits, 1, fmt::format(text::kLoopNoColumn, "NumRepetitions"));
  std::vector<Habit> out;
  for (;;) {
    AVOW_TRY(const bool more, table.next());
    if (!more) return out;
    if (out.size() == limits::kLoopHabitsMax) return wrong_row(kHabits, table.line(), text::kLoopTooMany);
    AVOW_TRY(auto habit, habit_in(table));
    const auto same = std::count_if(out.begin(), out.end(), [&habit](const Habit& one) { return one.name == habit.name; });
    habit.id = id_of("avow/v1 loop habit", {bytes_of(habit.name), little_endian(static_cast<std::uint32_t>(same))});
    out.push_back(std::move(habit));
  }
}

// What of it a rule can say, as RRULE text; the rest stands in the promise's words.
std::string rule_of(const Habit& habit) {
  if (habit.times >= habit.days) return "FREQ=DAILY";
  constexpr int kMonthFrom = 28;
  constexpr int kMonthTo = 31;
  if (habit.days >= kMonthFrom && habit.days <= kMonthTo && habit.days % kDaysOfWeek != 0) return "FREQ=MONTHLY";
  if (habit.times > 1) return "FREQ=WEEKLY";
  if (habit.days % kDaysOfWeek == 0) return fmt::format("FREQ=WEEKLY;INTERVAL={}", habit.days / kDaysOfWeek);
  return fmt::format("FREQ=DAILY;INTERVAL={}", habit.days);
}

std::string sentence_of(const Habit& habit) {
  std::string out = habit.name;
  if (habit.numeric && !habit.target.empty()) {
    out = habit.at_most ? fmt::format(text::kLoopAtMost, out, habit.target, habit.unit)
                        : fmt::format(text::kLoopAtLeast, out, habit.target, habit.unit);
    while (out.ends_with(' ')) out.pop_back();
  }
  if (habit.times > 1 && habit.times < habit.days) out = fmt::format(text::kLoopTimes, out, habit.times, habit.days);
  return out;
}

Result<Draft> draft_of(const Habit& habit, std::string_view zone, Instant now) {
  capnp::MallocMessageBuilder message;
  auto terms = message.initRoot<schema::PromiseTerms>();
  terms.setText(sentence_of(habit));
  terms.setDoneWhen(habit.question);
  terms.setLookAt(habit.description);
  terms.setEvery(rule_of(habit));
  Content content;
  content.facts.kind = ledger::RecordKind::promise_offer;
  content.facts.role = ledger::Role::promiser;
  content.facts.said_at = now;
  content.facts.zone = std::string(zone);
  AVOW_TRY(const auto remark, apply_terms(zone, now, terms, content));
  AVOW_CHECK(apply_shape(zone, now, terms, content));
  Draft out;
  out.id = habit.id;
  out.lane = log::Lane::commitments;
  AVOW_TRY(out.facts, ledger::encode(content.facts));
  AVOW_TRY(out.words, ledger::encode(content.words));
  return out;
}

// The habit of each column. Loop writes their names as they are, commas and quotes too.
std::optional<std::vector<std::size_t>> columns_in(std::string_view header, const std::vector<Habit>& habits) {
  std::vector<std::size_t> out;
  std::vector<bool> used(habits.size(), false);
  while (!header.empty()) {
    std::size_t longest = habits.size();
    for (std::size_t i = 0; i < habits.size(); ++i) {
      const std::string& name = habits[i].name;
      const bool fits = !used[i] && header.starts_with(name) && (header.size() == name.size() || header[name.size()] == ',');
      if (fits && (longest == habits.size() || name.size() > habits[longest].name.size())) longest = i;
    }
    if (longest == habits.size()) return std::nullopt;
    used[longest] = true;
    out.push_back(longest);
    header.remove_prefix(std::min(header.size(), habits[longest].name.size() + 1));
  }
  return out;
}

// Only what a person marked: nothing that Loop derived, passed over or does not know.
bool is_done(const Habit& habit, std::string_view value) {
  if (!habit.numeric) return value == "2" || value == "YES_MANUAL";
  constexpr long kMarks = 3;  // up to here a number is one of Loop's own marks
  const auto noted = positive(value);
  if (!noted || *noted <= kMarks || habit.at_most) return false;
  const double target = std::strtod(habit.target.c_str(), nullptr);
  return static_cast<double>(*noted) >= target * static_cast<double>(kThousandth);
}

bool is_date(std::string_view text) {
  const auto day = ledger::local_day_in(text);
  return day && ledger::date_text(*day) == text;
}

Result<std::vector<PastDay>> days_in(std::string_view text, const std::vector<Habit>& habits) {
  constexpr std::string_view kDate = "Date,";
  std::vector<PastDay> out;
  const auto end = std::min(text.find('\n'), text.size());
  std::string_view header = text.substr(0, end);
  while (header.ends_with('\r') || header.ends_with(',')) header.remove_suffix(1);
  if (!header.starts_with(kDate)) return wrong_row(kCheckmarks, 1, text::kLoopColumns);
  const auto columns = columns_in(header.substr(kDate.size()), habits);
  if (!columns) return wrong_row(kCheckmarks, 1, text::kLoopColumns);
  CsvReader reader(text.substr(std::min(end + 1, text.size())), 2);
  for (;;) {
    auto row = reader.next();
    if (!row.ok()) return wrong_row(kCheckmarks, reader.line(), row.error().context);
    if (!*row) return out;
    CsvReader::Row& values = **row;
    if (values.size() == columns->size() + 2 && values.back().empty()) values.pop_back();
    if (!is_date(values.front())) return wrong_row(kCheckmarks, reader.line(), text::kLoopNoDate);
    if (values.size() != columns->size() + 1) return wrong_row(kCheckmarks, reader.line(), text::kLoopRow);
    for (std::size_t i = 0; i < columns->size(); ++i) {
      const Habit& habit = habits[(*columns)[i]];
      if (!is_done(habit, values[i + 1])) continue;
      if (out.size() == limits::kLoopDaysMax) return wrong_row(kCheckmarks, reader.line(), text::kLoopTooMany);
      const RecordId id = id_of("avow/v1 loop day", {habit.id.bytes, bytes_of(values.front())});
      out.push_back({id, values.front(), habit.name, habit.archived ? RecordId{} : habit.id});
    }
  }
}

}  // namespace

Result<LoopHabits> read_loop(std::string_view habits, std::string_view checkmarks, std::string_view zone, Instant now) {
  if (!ledger::zone_exists(zone)) return Error{Errc::usage, fmt::format(text::kUnknownZone, zone)};
  for (const auto& [name, file] : {std::pair(kHabits, habits), std::pair(kCheckmarks, checkmarks)}) {
    if (file.size() <= limits::kLoopFileBytesMax) continue;
    return Error{Errc::usage, fmt::format(text::kImportWrongFile, name, text::kLoopTooLong)};
  }
  AVOW_TRY(const auto known, habits_in(habits));
  LoopHabits out;
  for (const Habit& habit : known) {
    if (habit.archived) continue;
    auto draft = draft_of(habit, zone, now);
    if (!draft.ok()) return Error{Errc::usage, fmt::format(text::kImportWrongFile, kHabits, draft.error().context)};
    out.drafts.push_back(std::move(*draft));
  }
  // The first of them is listed first, as there.
  for (std::size_t i = 0; i < out.drafts.size(); ++i) out.drafts[i].place = static_cast<std::uint32_t>(out.drafts.size() - i);
  if (!checkmarks.empty()) {
    AVOW_TRY(out.days, days_in(checkmarks, known));
  }
  return out;
}

}  // namespace avow::app
