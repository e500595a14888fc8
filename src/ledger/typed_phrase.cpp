#include "ledger/typed_phrase.h"

#include <algorithm>
#include <array>
#include <vector>

#include "ledger/typed_words.h"

namespace avow::ledger {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr minutes kNoon = hours(12);
constexpr minutes kTonight = hours(20);

struct UnitWord {
  std::string_view word;
  Unit unit;
};
constexpr std::array<UnitWord, 8> kUnits{{{"minute", Unit::minute}, {"min", Unit::minute}, {"hour", Unit::hour}, {"h", Unit::hour},
                                          {"day", Unit::day}, {"week", Unit::week}, {"month", Unit::month}, {"year", Unit::year}}};

std::optional<Unit> unit_named(std::string_view word) {
  for (const auto& item : kUnits) {
    const bool many = word.size() == item.word.size() + 1 && word.ends_with('s');
    if (word.substr(0, word.size() - (many ? 1 : 0)) == item.word) return item.unit;
  }
  return std::nullopt;
}

bool is_digit(char symbol) { return symbol >= '0' && symbol <= '9'; }

// All of `text`, of `least` to `most` digits.
std::optional<int> digits(std::string_view text, std::size_t least, std::size_t most) {
  const bool fine = text.size() >= least && text.size() <= most && std::all_of(text.begin(), text.end(), is_digit);
  return fine ? number_named(text) : std::nullopt;
}

// Three numbers with `between` in them, or none.
std::optional<std::array<std::string_view, 3>> in_three(std::string_view word, char between) {
  const auto one = word.find(between);
  const auto two = one == std::string_view::npos ? one : word.find(between, one + 1);
  if (two == std::string_view::npos) return std::nullopt;
  return std::array{word.substr(0, one), word.substr(one + 1, two - one - 1), word.substr(two + 1)};
}

enum class Half : std::uint8_t { none, am, pm };

class PhraseReader {
 public:
  explicit PhraseReader(std::string_view text) : words_(words_in(text)) {}

  std::optional<Phrase> read() {
    while (at_ < words_.size()) {
      const auto begun = at_;
      if (phrase_.day == Phrase::Day::none && take_day()) {
        note_words(begun);
        continue;
      }
      at_ = begun;
      if (has_time() || !take_time()) return std::nullopt;
    }
    if (tonight_ && !has_time()) phrase_.time = kTonight;
    // "in 2 hours at 6pm" says two times.
    const bool by_clock = phrase_.day == Phrase::Day::apart && phrase_.unit < Unit::day;
    if (words_.empty() || (by_clock && has_time())) return std::nullopt;
    return phrase_;
  }

 private:
  std::string_view word(std::size_t ahead = 0) const { return at_ + ahead < words_.size() ? std::string_view(words_[at_ + ahead]) : ""; }
  bool take(std::string_view wanted) {
    if (word() != wanted) return false;
    ++at_;
    return true;
  }
  bool has_time() const { return phrase_.time || phrase_.midnight || phrase_.bare_hour; }
  void note_words(std::size_t begun) {
    for (; begun < at_; ++begun) phrase_.day_words += (phrase_.day_words.empty() ? "" : " ") + words_[begun];
  }

  bool take_day() {
    take("on");
    return take_near() || take_apart() || take_end() || take_weekday() || take_date() || take_numbers();
  }

  bool near(int days) {
    phrase_.day = Phrase::Day::near;
    phrase_.amount = days;
    return true;
  }
  bool take_near() {
    if (take("today")) return near(0);
    if (take("tomorrow")) return near(1);
    if (take("yesterday")) return near(-1);
    if (take("tonight")) {
      tonight_ = true;
      return near(0);
    }
    const auto begun = at_;
    take("the");
    if (take("day") && take("after") && take("tomorrow")) return near(2);
    at_ = begun;
    take("the");
    if (take("day") && take("before") && take("yesterday")) return near(-2);
    at_ = begun;
    return false;
  }

  // "in 3 days", "in a month", "2 hours ago", "now"
  bool take_apart() {
    phrase_.unit = Unit::minute;
    if (take("now")) return apart(0);
    const auto begun = at_;
    const bool ahead = take("in");
    const auto amount = number_named(word());
    const auto unit = unit_named(word(1));
    if (amount && unit) {
      at_ += 2;
      phrase_.unit = *unit;
      if (ahead || take("ago")) return apart(ahead ? *amount : -*amount);
    }
    at_ = begun;
    return false;
  }
  bool apart(int amount) {
    phrase_.day = Phrase::Day::apart;
    phrase_.amount = amount;
    return true;
  }

  // "end of the month"
  bool take_end() {
    const auto begun = at_;
    take("the");
    if (take("end") && take("of")) {
      if (!take("the")) take("this");
      const auto unit = unit_named(word());
      if (unit && *unit > Unit::day && !word().ends_with('s')) {
        ++at_;
        phrase_.unit = *unit;
        phrase_.day = Phrase::Day::end_of;
        return true;
      }
    }
    at_ = begun;
    return false;
  }

  bool take_weekday() {
    const auto begun = at_;
    if (take("this")) phrase_.which = Phrase::Which::same_week;
    else if (take("next")) phrase_.which = Phrase::Which::next;
    else if (take("last")) phrase_.which = Phrase::Which::last;
    const auto weekday = weekday_named(word());
    if (!weekday || word().ends_with("days")) {
      at_ = begun;
      phrase_.which = Phrase::Which::plain;
      return false;
    }
    ++at_;
    phrase_.weekday = *weekday;
    phrase_.day = Phrase::Day::weekday;
    return true;
  }

  // "27 nov", "november 27th", "the 27th of november 2026"
  bool take_date() {
    take("the");
    const auto month_first = month_named(word());
    if (month_first) ++at_;
    const auto day = ordinal_in_digits(word());
    if (!day) return false;
    ++at_;
    take("of");
    const auto month = month_first ? month_first : month_named(word());
    if (!month) return false;
    if (!month_first) ++at_;
    return date(*day, *month, take_year());
  }
  int take_year() {
    const auto year = digits(word(), 4, 4);
    if (year) ++at_;
    return year.value_or(0);
  }
  bool date(int day, int month, int year) {
    phrase_.day = Phrase::Day::date;
    phrase_.day_of_month = day;
    phrase_.month = month;
    phrase_.year = year;
    return true;
  }

  // "2026-11-27", "03/04/2026", "27.11.2026"
  bool take_numbers() {
    for (const char between : {'-', '/', '.'}) {
      const auto parts = in_three(word(), between);
      if (!parts) continue;
      const bool iso = between == '-';
      const auto year = digits((*parts)[iso ? 0 : 2], 4, 4);
      const auto first = digits((*parts)[iso ? 2 : 0], iso ? 2 : 1, 2);
      const auto second = digits((*parts)[1], iso ? 2 : 1, 2);
      if (!year || !first || !second) return false;
      ++at_;
      date(*first, *second, *year);
      if (!iso) phrase_.day = Phrase::Day::numbers;
      phrase_.dots = between == '.';
      return true;
    }
    return false;
  }

  bool take_time() {
    take("at");
    if (take("noon")) phrase_.time = kNoon;
    else if (take("midnight")) phrase_.midnight = true;
    else return take_clock();
    return true;
  }
  // "18:00", "6pm", "6:30 pm", "6"
  bool take_clock() {
    std::string_view rest = word();
    Half half = half_at_end(rest);
    const auto colon = rest.find(':');
    const auto hour = digits(rest.substr(0, colon), 1, 2);
    const auto minute = colon == std::string_view::npos ? std::optional(0) : digits(rest.substr(colon + 1), 2, 2);
    if (!hour || !minute || *hour > 23 || *minute > 59) return false;
    ++at_;
    if (half == Half::none && take("am")) half = Half::am;
    if (half == Half::none && take("pm")) half = Half::pm;
    if (half == Half::none && colon == std::string_view::npos) {
      phrase_.bare_hour = *hour;
      return true;
    }
    return take_half(*hour, *minute, half);
  }
  static Half half_at_end(std::string_view& rest) {
    const Half half = rest.ends_with("am") ? Half::am : rest.ends_with("pm") ? Half::pm : Half::none;
    if (half != Half::none) rest.remove_suffix(2);
    return half;
  }
  bool take_half(int hour, int minute, Half half) {
    if (half != Half::none && (hour < 1 || hour > 12)) return false;
    if (half == Half::am && hour == 12 && minute == 0) {
      phrase_.midnight = true;
      return true;
    }
    if (half != Half::none) hour = hour % 12 + (half == Half::pm ? 12 : 0);
    phrase_.time = hours(hour) + minutes(minute);
    return true;
  }

  std::vector<std::string> words_;
  std::size_t at_ = 0;
  Phrase phrase_;
  bool tonight_ = false;
};

}  // namespace

std::optional<Phrase> phrase_in(std::string_view text) { return PhraseReader(text).read(); }

}  // namespace avow::ledger
