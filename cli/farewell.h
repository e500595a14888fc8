// What the program says when a signal ends it: like any other error, for a person or in JSON. The bytes are made here,
// beforehand, and only written by the handler (cli/interrupt.h).
#pragma once

#include "base/result.h"
#include "cli/parse.h"
#include "cli/surroundings.h"

namespace avow::cli {

// `stopped`: Error{interrupted}; its context may say what is saved by now (reason::kSaved).
void prepare_farewell(const Globals& globals, const Streams& streams, const Error& stopped);

}  // namespace avow::cli
