// Lines of a file that somebody brings along: whatever is read from one is written as a line that is read as the same; and the
// files of Loop Habit Tracker and CSV text never crash anything.
#include "app/imported.h"
#include "app/loop_habits.h"
#include "base/assert.h"
#include "base/csv.h"
#include "base/text.h"

using namespace avow;

namespace {

template <typename Value>
void check_again(const Result<Value>& read, Result<Value> (*read_again)(schema::ExportLine::Reader)) {
  if (!read.ok()) return;
  capnp::MallocMessageBuilder message;
  auto line = message.initRoot<schema::ExportLine>();
  app::fill(line, *read);
  const std::string text = app::to_text(line);
  AVOW_ASSERT(is_utf8(text) && text.find('\n') == std::string::npos);
  capnp::MallocMessageBuilder other;
  auto again = other.initRoot<schema::ExportLine>();
  AVOW_ASSERT(app::from_text(text, again).ok());
  const auto value = read_again(again);
  AVOW_ASSERT(value.ok());
  capnp::MallocMessageBuilder third;
  auto same = third.initRoot<schema::ExportLine>();
  app::fill(same, *value);
  AVOW_ASSERT(app::to_text(same) == text);
}

void one_line(std::string_view text) {
  capnp::MallocMessageBuilder message;
  auto line = message.initRoot<schema::ExportLine>();
  if (!app::from_text(text, line).ok()) return;
  switch (line.which()) {
    case schema::ExportLine::UNSET: break;
    case schema::ExportLine::RECORD: check_again(app::read_record(line), app::read_record); break;
    case schema::ExportLine::DAY: check_again(app::read_day(line), app::read_day); break;
    case schema::ExportLine::DRAFT: check_again(app::read_draft(line), app::read_draft); break;
    case schema::ExportLine::PRIVATE: check_again(app::read_private(line), app::read_private); break;
    case schema::ExportLine::ANSWERS: check_again(app::read_answers(line), app::read_answers); break;
  }
}

void rows_of(std::string_view text) {
  CsvReader reader(text);
  for (;;) {
    const auto row = reader.next();
    if (!row.ok() || !*row) return;
    for (const auto& field : **row) AVOW_ASSERT(is_utf8(field));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input(reinterpret_cast<const char*>(data), size);
  one_line(input);
  rows_of(input);
  static_cast<void>(app::decode_past({data, size}));
  // Both files of Loop in one, with a line of dashes between them.
  const auto between = input.find("---\n");
  if (between == std::string::npos) return 0;
  const Instant now = from_millis(1'800'000'000'000);
  const auto loop = app::read_loop(input.substr(0, between), input.substr(between + 4), "Europe/Berlin", now);
  if (loop.ok()) {
    for (const auto& day : loop->days) AVOW_ASSERT(is_utf8(day.text) && day.date.size() == 10);
  }
  return 0;
}
