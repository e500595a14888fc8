#include "base/text_pictures.h"
#include "cli/commands/commands.h"
#include "cli/context.h"

namespace avow::cli::commands {
namespace {

Result<int> run_stats(Context& context, const Command& command, const Arguments& arguments) {
  if (arguments.has("picture") && arguments.has("share")) return Error{Errc::usage, std::string(text::kShareWithoutPicture)};
  if (arguments.has("picture")) {
    return show_picture(context, command, arguments, [&](schema::PictureQuery::Builder query) {
      query.setKind(arguments.get("picture"));
      query.setSince(arguments.get("since"));
    });
  }
  AVOW_CHECK(check_svg_has_picture(arguments));
  RequestMessage request;
  if (arguments.has("share")) {
    AVOW_CHECK(context.announce_lane("notes", KeptAsDraft::without_partner));
    request->initStatsShare().setSince(arguments.get("since"));
    return context.show(request, Command{"note", "add", {}, {}});
  }
  request->initStats().setSince(arguments.get("since"));
  return context.show(request, command);
}

}  // namespace

std::vector<Command> stats() {
  return {{"stats",
           "",
           {{Takes::option, "since", "WHEN"},
            {Takes::flag, "share", ""},
            {Takes::option, "picture", "NAME"},
            {Takes::option, "svg", "FILE"},
            {Takes::flag, "replace", ""}},
           run_stats}};
}

}  // namespace avow::cli::commands
