// What a person does whose vault was restored: look at what came back, say which of it is theirs, begin to write again.
#pragma once

#include "app/replies.h"
#include "app/vault.h"

namespace avow::app {

Result<void> epoch_start(Vault& vault, schema::EpochStart::Reader request, Replies& replies);
Result<void> restored_list(Vault& vault, Replies& replies);
Result<void> restored_say(Vault& vault, schema::RestoredSay::Reader request, Replies& replies);

// Of how many logs two histories were shown; unsettled: no later epoch of its author began since.
struct Histories {
  std::vector<log::LogRef> settled;
  std::vector<log::LogRef> unsettled;
};
Result<Histories> histories(Vault& vault);

// What is the matter and what to do next, as sentences; both empty when nothing is.
struct Standing {
  std::string why;
  std::string next;
  std::string new_keys = {};  // as schema::Status names it
};
Result<Standing> standing(Vault& vault);

}  // namespace avow::app
