#include "cli/farewell.h"

#include <fmt/format.h>

#include "base/text_catalogue.h"
#include "cli/hints.h"
#include "cli/interrupt.h"
#include "cli/terminal.h"

namespace avow::cli {

void prepare_farewell(const Globals& globals, const Streams& streams, const Error& stopped) {
  const Explanation told = explain(stopped, "");
  if (globals.json) return set_farewell(streams.out, fmt::format("{{\"v\":1,\"error\":{}}}\n", to_json(told)));
  std::string text = "\n" + wrap(told.message, columns_of(streams.err));
  if (!stopped.context.empty()) text += wrap(std::string(text::kNext) + told.hint, columns_of(streams.err));
  set_farewell(streams.err, text);
}

}  // namespace avow::cli
