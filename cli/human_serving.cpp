// How a person reads what an instance says while it serves, and when it is locked and unlocked.
#include "cli/replies.h"

namespace avow::cli {

void HumanReplies::event(schema::Event::Reader) {}
void HumanReplies::locked(schema::Locked::Reader) {}
void HumanReplies::unlocked(schema::Unlocked::Reader) {}
void HumanReplies::served(schema::Served::Reader) {}

}  // namespace avow::cli
