// The local log of the network: a few fixed sentences about what was refused, with no content and no names. What
// happens again and again is counted, so a flood of strangers writes two lines, not thousands.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace avow::net {

using EventSink = std::function<void(std::string_view line)>;

// Resource; `clock` must outlive it.
class EventLog {
 public:
  EventLog(EventSink sink, const Clock& clock);
  EventLog(const EventLog&) = delete;
  EventLog& operator=(const EventLog&) = delete;

  // Says it at once, or counts it when the same was said less than ten seconds ago.
  void note(const std::string& sentence);
  // How a conversation failed. An unconfirmed one was refused, a confirmed one broke off.
  void note_failure(const Error& error, bool confirmed);
  // As note(), of something that tells when the partner came or went.
  void note_of_partner(const std::string& sentence);
  // From now on nothing that tells when the partner came or went: an instance that stays up for days would write it
  // all down. What was forged or malformed is still said.
  void be_silent_about_partner() { silent_about_partner_ = true; }
  // Says how often the rest happened.
  void flush();

 private:
  struct Repeated {
    TimePoint said_at;
    std::uint64_t more = 0;  // since then
  };
  void say(const std::string& sentence, std::uint64_t more) const;

  EventSink sink_;
  const Clock& clock_;
  bool silent_about_partner_ = false;
  std::map<std::string, Repeated> said_;  // bounded: the sentences are fixed
};

}  // namespace avow::net
