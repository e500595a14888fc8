// The export of Loop Habit Tracker, read for a person who comes from there: each habit is a draft of a repeating promise,
// and each day on which they marked it as done is history. Pure. protocol/README.md#export.
#pragma once

#include "app/export_line.h"

namespace avow::app {

struct LoopHabits {
  std::vector<Draft> drafts;  // without the bytes that will make their ids; archived habits have none
  std::vector<PastDay> days;
};

// The whole texts of its Habits.csv and Checkmarks.csv; the second may be empty. Twice the same texts give the same ids.
// Error{usage}: a sentence that names file and line.
Result<LoopHabits> read_loop(std::string_view habits, std::string_view checkmarks, std::string_view zone, Instant now);

}  // namespace avow::app
