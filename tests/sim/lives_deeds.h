// What the two of lives.h do: what their programs allow, and (scribbles) what no program would write. A deed whose numbers
// mean nothing now does nothing. Resource; lives as long as its People.
#pragma once

#include "sim/lives_people.h"

namespace avow::testing::lives {

class Deeds {
 public:
  using Numbers = std::array<std::uint32_t, 4>;
  explicit Deeds(People& people) : people_(people) {}

  // What was done, in a few words. What a program allowed must count at once for the one who wrote it: else problem().
  std::string promise(Person& person, const Numbers& n);
  std::string agreed(Person& person, const Numbers& n);
  std::string act(Person& person, const Numbers& n);
  std::string day(Person& person, const Numbers& n);
  std::string note(Person& person, const Numbers& n);
  std::string thread(Person& person, const Numbers& n);
  std::string checkin(Person& person, const Numbers& n);
  std::string rewrite(Person& person, const Numbers& n);
  std::string scribble(Person& person, const Numbers& n);
  const std::string& problem() const { return problem_; }
  const std::set<RecordId>& destroyed() const { return destroyed_; }

 private:
  void fill_terms(const Person& person, const Numbers& n, ledger::Facts& facts) const;
  void fill_due(const Person& person, const Numbers& n, ledger::Facts& facts) const;
  void fill_range(const Person& person, const Numbers& n, ledger::Facts& facts) const;
  void fill_thread(const Person& person, const Numbers& n, ledger::Facts& facts) const;
  std::string write(Person& person, const ledger::Answer& answer, const RecordId& thing);
  std::string withdraw_note(Person& person, const RecordId& id);
  void must_count(const Person& person, const RecordId& thing, const RecordId& record, ledger::RecordKind kind);

  People& people_;
  std::string problem_;
  std::set<RecordId> destroyed_;
};

}  // namespace avow::testing::lives
