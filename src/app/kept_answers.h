// What a person answered in a check-in, whole: also what is shared less exactly, or not at all, and the nonce that opens
// the seal. A sealed item of this vault, never in a log. Value.
#pragma once

#include <string>
#include <vector>

#include "ledger/checkin_answers.h"

namespace avow::app {

struct KeptAnswer {
  std::string key;
  ledger::Sharing sharing = ledger::Sharing::exact;
  std::int32_t value = 0;
  std::string text;
  bool operator==(const KeptAnswer&) const = default;
};

struct KeptAnswers {
  Hash nonce{};
  Bytes sealed;  // the padded answers
  std::vector<KeptAnswer> answers;
  const KeptAnswer* find(std::string_view key) const;
  bool operator==(const KeptAnswers&) const = default;
};

Bytes encode(const KeptAnswers& kept);
Result<KeptAnswers> decode_kept_answers(ByteView bytes);  // Error{damaged}, {newer_version}

}  // namespace avow::app
