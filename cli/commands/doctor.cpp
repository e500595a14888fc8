#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "app/doctor.h"
#include "base/text_app.h"
#include "base/text_daily.h"
#include "cli/commands/commands.h"
#include "cli/context.h"
#include "cli/kept_answer.h"
#include "cli/local_places.h"
#include "wire/message.h"

namespace avow::cli::commands {
namespace {

using app::Health;

constexpr unsigned kPermissions = 0777;

Health well(std::string name, std::string_view text) { return {std::move(name), true, std::string(text), ""}; }
Health unwell(std::string name, std::string_view text, std::string_view hint) {
  return {std::move(name), false, std::string(text), std::string(hint)};
}

Instant now() { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

// What is wrong with the owner and mode of one file or folder; "" when nothing is.
std::string open_to_others(const std::filesystem::path& path, unsigned allowed) {
  struct stat info {};
  if (lstat(path.c_str(), &info) != 0) return fmt::format(text::kDoctorCannotLook, path.string());
  if (info.st_uid != geteuid()) return fmt::format(text::kDoctorSomebodyElse, path.string());
  if ((info.st_mode & kPermissions & ~allowed) == 0) return "";
  return fmt::format(text::kDoctorOpenToOthers, path.string(), info.st_mode & kPermissions);
}

Health modes(const std::filesystem::path& folder) {
  std::string problem = open_to_others(folder, S_IRWXU);
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end && problem.empty(); at.increment(error)) {
    problem = open_to_others(at->path(), at->is_directory(error) ? S_IRWXU : S_IRUSR | S_IWUSR);
  }
  if (problem.empty() && error) problem = fmt::format(text::kDoctorCannotRead, folder.string());
  return problem.empty() ? well("modes", text::kDoctorModes) : unwell("modes", problem, text::kDoctorModesHint);
}

// Is somebody there, and which state is it in?
Health running(Context& context) {
  const auto path = context.socket();
  if (!path.ok()) return unwell("socket", path.error().context, "");
  const auto there = context.running();
  if (!there.ok()) return unwell("socket", there.error().context, "");
  if (*there == nullptr) return well("socket", text::kDoctorNoSocket);
  const bool locked = (*there)->state() == instance::Running::State::locked;
  return well("socket", fmt::format(fmt::runtime(locked ? text::kDoctorRunsLocked : text::kDoctorRuns), (*there)->pid(), path->string()));
}

// Why the vault could not be opened, and what can be said of it closed.
void add_closed(std::vector<Health>& all, const instance::VaultPlace& place, const Error& error) {
  if (error.code == Errc::damaged) {
    return all.push_back(unwell(std::string(app::kIntegrity), text::kDoctorDamaged, text::kDoctorDamagedHint));
  }
  if (error.code == Errc::passphrase_needed)
    all.push_back(well("vault", text::kDoctorLocked));
  else if (error.code == Errc::wrong_passphrase)
    all.push_back(unwell("vault", text::kDoctorWrongPassphrase, explain(error, "doctor").hint));
  else if (error.code == Errc::busy)
    return all.push_back(well("vault", text::kDoctorBusy));
  else
    return all.push_back(unwell("vault", explain(error, "doctor").message, explain(error, "doctor").hint));
  all.push_back(app::closed_vault_health(place));
}

Result<void> add_opened(std::vector<Health>& all, Context& context) {
  RequestMessage request;
  request->setDoctor();
  KeptAnswer answer;
  AVOW_CHECK(context.ask(request, answer));
  if (!answer.get().isDoctor()) return Error{Errc::failed, "no answer came"};
  for (const auto check : answer.get().asReader().getDoctor().getChecks()) {
    const auto text = [](capnp::Text::Reader value) { return std::string(wire::view_of(value)); };
    all.push_back({text(check.getName()), check.getOk(), text(check.getText()), text(check.getHint())});
  }
  return {};
}

Result<int> run_doctor(Context& context, const Command& command, const Arguments&) {
  AVOW_TRY(const auto place, context.place());
  std::vector<Health> all{well("version", fmt::format("avow {}.", AVOW_VERSION))};
  const auto add_program = [&] {
    for (auto& health : app::program_health(now(), std::nullopt, context.zone())) all.push_back(std::move(health));
  };
  if (!has_vault(place)) {
    add_program();
    all.push_back(well("vault", text::kDoctorNoVault));
  } else {
    const auto opened = context.instance();
    if (opened.ok()) {
      AVOW_CHECK(add_opened(all, context));
    } else if (opened.error().code == Errc::interrupted || opened.error().code == Errc::usage) {
      return opened.error();
    } else {
      add_program();
      add_closed(all, place, opened.error());
    }
    all.push_back(modes(place.vault));
    all.push_back(running(context));
  }
  capnp::MallocMessageBuilder message;
  app::fill_doctor(message.initRoot<schema::Done>().initDoctor(), all);
  const auto replies = replies_for(context.output(), command);
  replies->done(message.getRoot<schema::Done>());
  return replies->exit_code();
}

}  // namespace

std::vector<Command> doctor() { return {{"doctor", "", {}, run_doctor}}; }

}  // namespace avow::cli::commands
