// How a person reads what they look at every day: today, the settings, this device, the doctor.
#include "cli/replies.h"

namespace avow::cli {

void HumanReplies::today(schema::Today::Reader) {}
void HumanReplies::config(schema::Config::Reader) {}
void HumanReplies::setting(schema::Setting::Reader) {}
void HumanReplies::local_facts(schema::LocalFacts::Reader) {}
void HumanReplies::doctor(schema::Doctor::Reader) {}

}  // namespace avow::cli
