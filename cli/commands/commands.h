// All commands of the program, one noun a file.
#pragma once

#include <functional>
#include <vector>

#include "app/replies.h"
#include "base/bytes.h"
#include "cli/command.h"
#include "instance/instance.h"

namespace avow::cli::commands {

std::vector<Command> init();
std::vector<Command> status();
std::vector<Command> today();
std::vector<Command> looking_back();  // timeline, search, us, shared
std::vector<Command> pair();
std::vector<Command> safety();  // the page that is shown before pairing, at any time
std::vector<Command> sync();
std::vector<Command> serve();  // and unlock, lock
std::vector<Command> web();
std::vector<Command> note();
std::vector<Command> promise();
std::vector<Command> stats();

// What --picture does: shows what `fill` asks for, or (--svg FILE, --replace) writes it into a file of one's own.
Result<int> show_picture(Context& context, const Command& command, const Arguments& arguments,
                         const std::function<void(schema::PictureQuery::Builder)>& fill);
// Error{usage}: --svg or --replace without a picture.
Result<void> check_svg_has_picture(const Arguments& arguments);
std::vector<Command> question();  // and ask, answer, decline
std::vector<Command> agreement();
std::vector<Command> boundary();
std::vector<Command> repair();
std::vector<Command> session();
std::vector<Command> milestone();  // and signs
std::vector<Command> checkin();
std::vector<Command> verify();
std::vector<Command> words();
std::vector<Command> journal();       // the forgiveness journal …
std::vector<Command> own_boundary();  // … boundary held, crossed, log …
std::vector<Command> own_things();    // … signs tick, mine, session note, private: what stays on this device
std::vector<Command> taking_back();   // redact, taken-back
std::vector<Command> mute();
std::vector<Command> config();  // the settings of this device
std::vector<Command> passphrase();
std::vector<Command> vaults();   // vault list, new, switch
std::vector<Command> leaving();  // leave, pause, resume
std::vector<Command> wipe();
std::vector<Command> device();  // what this device keeps for its owner alone
std::vector<Command> doctor();
std::vector<Command> export_all();  // everything, out of this vault …
std::vector<Command> import_all();  // … and into another
std::vector<Command> backup();
std::vector<Command> bundle();  // a sync in a sealed file
std::vector<Command> restoring();  // rekey, epoch start, restored list, mine, not-mine
std::vector<Command> demo();  // runs Backend::demo

// Two vaults, two processes, one page of output (demo.cpp): what main.cpp gives as Backend::demo.
Result<int> run_demo(Context& context, const Command& command, const Arguments& arguments);

// What `init` does, at `place`; `next` is the step after it.
Result<int> make_vault(Context& context, const instance::VaultPlace& place, const std::string& name, std::string_view next);

// What `unlock` does when nothing runs yet: another process of this program serves, behind this terminal, by these words
// (serve --detached …) and what was typed as its passphrase. Done.unlocked.
Result<void> begin_in_background(const std::vector<std::string>& words, ByteView typed, app::Replies& replies);

// In the order in which help lists them.
std::vector<Command> all();

}  // namespace avow::cli::commands
