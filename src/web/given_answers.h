// Answers that were given to requests with an id of the page's own: one that comes again, because its answer was lost on
// the way, gets the same answer and is not done again. In memory only, the last ones, none over a size. Resource.
#pragma once

#include <deque>
#include <string>

#include "base/bytes.h"
#include "web/sessions.h"

namespace avow::web {

// Whose request it is, and which: the same id with other words is another one. Value.
struct RequestKey {
  SessionHash session{};
  Hash request{};
  bool operator==(const RequestKey&) const = default;
};
RequestKey key_of(const SessionHash& session, std::string_view id, std::string_view body);

class GivenAnswers {
 public:
  GivenAnswers() = default;
  GivenAnswers(const GivenAnswers&) = delete;
  GivenAnswers& operator=(const GivenAnswers&) = delete;
  ~GivenAnswers() { forget(); }

  // nullptr: none was kept.
  const std::string* find(const RequestKey& key) const;
  void keep(const RequestKey& key, std::string answer);
  void forget(const SessionHash& session);
  void forget_others(const SessionHash& session);
  void forget();  // all

 private:
  template <typename Which>
  void forget_if(Which which);
  struct Given {
    RequestKey key{};
    std::string answer;
  };
  std::deque<Given> given_;  // the oldest first
};

}  // namespace avow::web
