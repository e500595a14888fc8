// How a person reads what they look at every day: today, the settings, this device, the doctor.
#include <array>
#include <chrono>

#include "base/text_app.h"
#include "base/text_catalogue.h"
#include "base/text_checkin.h"
#include "base/text_daily.h"
#include "base/text_leaving.h"
#include "base/text_taking_back.h"
#include "base/text_threads.h"
#include "cli/human_words.h"
#include "cli/replies.h"

namespace avow::cli {
namespace {

using wire::view_of;

constexpr std::size_t kLineMax = 240;  // bytes of a text on this page; `show` shows all of it
constexpr std::size_t kIndent = 12;

// "2026-11-28" → "Sat 28 Nov 2026".
std::string day_text(std::string_view date) {
  constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto number = [&](std::size_t at, std::size_t size) {
    int out = 0;
    for (const char digit : date.substr(std::min(at, date.size()), size)) out = out * 10 + (digit - '0');
    return out;
  };
  const std::chrono::year_month_day day(std::chrono::year(number(0, 4)), std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                        std::chrono::day(static_cast<unsigned>(number(8, 2))));
  if (date.size() != 10 || !day.ok()) return neutralise_line(date);
  const std::chrono::weekday weekday{std::chrono::sys_days(day)};
  return fmt::format("{} {} {} {}", kDays[weekday.c_encoding()], number(8, 2), kMonths[static_cast<std::size_t>(number(5, 2)) - 1],
                     number(0, 4));
}

// A text on one line, harmless and not too long.
std::string brief(capnp::Text::Reader text) {
  const std::string_view whole = view_of(text);
  std::size_t size = 0;
  while (size < whole.size()) {
    const auto length = std::max<std::size_t>(1, first_code_point(whole.substr(size)).length);
    if (size + length > kLineMax) break;
    size += length;
  }
  return neutralise_line(whole.substr(0, size)) + (size < whole.size() ? " …" : "");
}

std::string about_mine(schema::Promise::Reader promise) {
  const std::string due = safe(promise.getDueLocal());
  if (view_of(promise.getState()) == "unreported") return fmt::format("due {}: {}", due, text::kTodayPastDue);
  return "due " + due;
}

std::string about_answer(schema::Promise::Reader promise) {
  const auto state = view_of(promise.getState());
  std::string out(text::kTodayProposed);
  if (state == "offered") out = text::kTodayOffered;
  if (state == "asked") out = text::kTodayAsked;
  if (state == "countered") out = text::kTodayCountered;
  if (state == "reported") out = text::kTodayReported;
  return promise.getDueLocal().size() > 0 ? out + ", due " + safe(promise.getDueLocal()) : out;
}

// Of a thread that has headed texts only, the first of them.
capnp::Text::Reader first_words(schema::Thread::Reader thread) {
  if (thread.getText().size() > 0 || thread.getParts().size() == 0) return thread.getText();
  return thread.getParts()[0].getText();
}

std::string about_thread(schema::Thread::Reader thread) {
  std::string out(text::asked_by_thread(view_of(thread.getKind())));
  if (thread.getEndsLocal().size() > 0) out += ", " + fmt::format(text::kEnds, safe(thread.getEndsLocal()));
  return out;
}

}  // namespace

// "  7k3q9d2m  the text, wrapped beside its id", and below it what there is to say.
void HumanReplies::brief_item(capnp::Text::Reader id, capnp::Text::Reader said, const std::string& about) {
  const std::string gap(kIndent, ' ');
  std::string body = wrap(brief(said), output_.width(), gap);
  if (body.size() < kIndent) body = gap + "\n";
  output_.print(fmt::format("  {}  {}", output_.style().strong(short_id(safe(id))), body.substr(kIndent)));
  output_.print(output_.style().quiet(wrap(about, output_.width(), gap)));
}

void HumanReplies::more(std::uint32_t count, std::string_view command) {
  if (count > 0) output_.print(fmt::format("{}{} more waiting: `{}`\n", std::string(kIndent, ' '), count, command));
}

void HumanReplies::today(schema::Today::Reader today) {
  output_.print(fmt::format("Today, {}\n", day_text(view_of(today.getDate()))));
  const auto heading = [this](std::string_view text) { output_.print(fmt::format("\n{}\n", output_.style().strong(text))); };
  if (today.getMuted().size() > 0) output_.print("\n" + wrap(safe(today.getMuted()), output_.width(), ""));
  if (today.getMine().size() + today.getMoreMine() > 0) heading(text::kTodayMine);
  for (const auto promise : today.getMine()) brief_item(promise.getId(), promise.getText(), about_mine(promise));
  more(today.getMoreMine(), "avow promise list");
  if (today.getAnswers().size() + today.getMoreAnswers() > 0) heading(text::kTodayAnswers);
  for (const auto promise : today.getAnswers()) brief_item(promise.getId(), promise.getText(), about_answer(promise));
  more(today.getMoreAnswers(), "avow promise list");
  if (today.getThreads().size() > 0) heading(text::kTodayThreads);
  for (const auto thread : today.getThreads()) brief_item(thread.getId(), first_words(thread), about_thread(thread));
  if (today.getMoreThreads() > 0) {
    output_.print(fmt::format("{}{}\n", std::string(kIndent, ' '), fmt::format(text::kTodayMoreThreads, today.getMoreThreads())));
  }
  if (today.getNotes().size() + today.getMoreNotes() > 0) heading(text::kTodayNotes);
  for (const auto note : today.getNotes()) {
    brief_item(note.getId(), note.getText(), dotted({wall(note.getSaidAt()), in_words(text::Group::note_kind, note.getKind())}));
  }
  more(today.getMoreNotes(), "avow note list");
  if (today.getCheckins().size() > 0) heading(text::kTodayCheckin);
  for (const auto checkin : today.getCheckins()) {
    const bool answered = view_of(checkin.getState()) == "sealed_by_partner";
    const std::string_view about = answered ? text::kTodayCheckinSealed : text::kTodayCheckinOpen;
    output_.print(fmt::format("  {}  {}", output_.style().strong(short_id(safe(checkin.getId()))),
                              wrap(fmt::format(fmt::runtime(about), safe(checkin.getExpiresLocal())), output_.width(), std::string(kIndent, ' ')).substr(kIndent)));
  }
  more(today.getMoreCheckins(), "avow checkin list");
  const auto shown = today.getMine().size() + today.getAnswers().size() + today.getThreads().size() + today.getNotes().size() +
                     today.getCheckins().size();
  const auto others = today.getMoreMine() + today.getMoreAnswers() + today.getMoreThreads() + today.getMoreNotes() +
                      today.getMoreCheckins();
  const bool nothing = shown + others == 0 && today.getMuted().size() == 0;
  output_.print("\n");
  if (nothing) output_.print(fmt::format("{}\n", text::kTodayNothing));
  if (today.getTakenBack() > 0) {
    output_.print_wrapped(fmt::format(text::kTakenBackWaits, plural(today.getTakenBack(), "record", "records")));
  }
  if (today.getUndelivered() > 0) {
    output_.print(fmt::format("{}\n", fmt::format(text::kNotDelivered, today.getUndelivered(), today.getUndelivered() == 1 ? "entry is" : "entries are")));
  }
  next(view_of(today.getNext()));
}

void HumanReplies::setting_row(schema::Setting::Reader setting) {
  constexpr std::size_t kColumns = 20;
  const std::string value = setting.getValue().size() > 0 ? safe(setting.getValue()) : std::string("none");
  const bool changed = setting.getStandard().size() > 0 && setting.getStandard() != setting.getValue();
  const std::string standard = changed ? fmt::format("  (standard: {})", safe(setting.getStandard())) : "";
  output_.print(fmt::format("{:<{}}{}{}\n", safe(setting.getKey()), kColumns, output_.style().strong(value), standard));
  output_.print(output_.style().quiet(wrap(view_of(setting.getHelp()), output_.width(), "    ")));
}

void HumanReplies::config(schema::Config::Reader config) {
  for (const auto setting : config.getSettings()) setting_row(setting);
  if (config.getSettings().size() > 0 && config.getPaths().size() > 0) output_.print("\n");
  for (const auto path : config.getPaths()) setting_row(path);
  next(config.getSettings().size() > 0 ? text::kConfigNext : text::kSettingNext);
}

void HumanReplies::setting(schema::Setting::Reader setting) {
  if (command_ == "pause" || command_ == "resume") {
    const bool pause = command_ == "pause";
    output_.print_wrapped(pause ? text::kPausedNow : text::kResumedNow);
    return next(pause ? text::kPausedHint : text::kAfterResume);
  }
  setting_row(setting);
  const bool changed = command_ != "config show";
  if (changed) output_.print_wrapped(text::kSettingChanged);
  const auto key = view_of(setting.getKey());
  if (changed && (key == "listen" || key == "dial")) output_.print_wrapped(text::kSettingLater);
  next(changed ? text::kSettingNext : text::kConfigNext);
}

void HumanReplies::local_facts(schema::LocalFacts::Reader facts) {
  output_.print_wrapped(text::kDeviceIntro);
  output_.print("\n");
  if (facts.getMadeAt().size() > 0) line("Vault made", wall(facts.getMadeAt()));
  line("Opened", plural(facts.getUnlocks(), "time", "times") +
                     (facts.getLastUnlockAt().size() > 0 ? ", last " + wall(facts.getLastUnlockAt()) : ""));
  line("Wrong tries", std::to_string(facts.getFailedUnlocks()));
  line("Pairings", std::to_string(facts.getPairings()));
  line("Exports", std::to_string(facts.getExports()));
  output_.print("\n");
  for (const auto event : facts.getEvents()) {
    output_.print(fmt::format("  {:<24} {}\n", wall(event.getAt()), in_words(text::Group::local_fact, event.getWhat())));
  }
  next(text::kDeviceNext);
}

void HumanReplies::doctor(schema::Doctor::Reader doctor) {
  const std::string gap(21, ' ');
  std::string_view hint = text::kDoctorNext;
  for (const auto check : doctor.getChecks()) {
    const std::string mark = check.getOk() ? "  ok    " : "  " + output_.style().alarm("look") + "  ";
    std::string body = wrap(neutralise_line(view_of(check.getText())), output_.width(), gap);
    output_.print(fmt::format("{}{:<13}{}", mark, safe(check.getName()), body.substr(std::min(gap.size(), body.size()))));
    if (check.getOk() || check.getHint().size() == 0) continue;
    output_.print(wrap(view_of(check.getHint()), output_.width(), gap));
    if (hint == text::kDoctorNext) hint = view_of(check.getHint());
  }
  output_.print(fmt::format("\n{}\n", doctor.getOk() ? text::kDoctorWell : text::kDoctorUnwell));
  next(doctor.getOk() ? text::kDoctorNext : hint);
}

}  // namespace avow::cli
