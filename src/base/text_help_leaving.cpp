#include <array>

#include "base/text_leaving.h"

namespace avow::text {
namespace {

constexpr auto kPages = std::to_array<HelpPage>({
    {"leave quiet", "leave, without a word to anyone",
     "Forgets your partner's keys and addresses on this device, at once and without a trace. After that nothing calls and nothing "
     "answers; to your partner it looks like a device on which avow does not run. No reason is asked for. Your own history stays: you can "
     "read, search, export and verify it. Nothing can be shared from this vault afterwards, and there is no way back.",
     "avow leave quiet", "nothing. `avow wipe` removes the vault too, if you want that."},
    {"leave notice", "leave, and say so to your partner",
     "The same, with one short note to your partner first: that you have left. It is tried once, for about a second. If your "
     "partner's device does not answer, you leave all the same, and avow says that the note may not have arrived. In a pause nobody is "
     "called: you leave, and nobody is told. Nobody can prove the note to anyone else.",
     "avow leave notice", "nothing. `avow wipe` removes the vault too, if you want that."},
    {"pause", "neither call nor answer for a while",
     "From now on avow calls nobody and answers nobody, until you resume. Your partner does not learn it: it looks like a device "
     "on which avow does not run. You can go on reading and writing; it is sent after the pause.",
     "avow pause", "`avow resume` when you want to."},
    {"resume", "end the pause", "avow calls and answers again, as it did before.", "avow resume", "`avow sync`."},
    {"passphrase", "change the passphrase",
     "Asks for the old passphrase (the recovery code works too) and twice for a new one, seals everything anew, and shows a new "
     "recovery code, once. The old ones are dead then; backups that were made before still open with them.",
     "avow passphrase", "write the new recovery code on paper."},
    {"vault list", "list your vaults",
     "Shows the vaults in the usual folder by name, and which one avow uses. It opens none of them.", "avow vault list",
     "`avow vault switch NAME` takes another one."},
    {"vault new", "make another vault",
     "Makes a vault beside the first, for another relationship: with a passphrase, a recovery code and keys of its own, that have "
     "nothing in common with the others. Choose a name that tells nothing.",
     "avow vault new second --name Ana", "`avow vault switch NAME` makes it the one that avow uses."},
    {"vault switch", "use another vault from now on",
     "Makes the vault with this name the one that avow uses when neither --vault nor AVOW_VAULT says otherwise.",
     "avow vault switch second", "`avow status`."},
    {"wipe", "remove this vault from this device",
     "Overwrites and removes the vault, its keys, its journal and its mark on this device. So that it cannot happen by mistake it "
     "asks for the vault's name, or takes it from --confirm: the name of its folder, or your own name in it. With the folder's name "
     "it needs no passphrase: whoever can run this could delete the files as well. Your partner learns nothing and keeps their "
     "copy; copies elsewhere are not reached. If the passphrase is given, it also removes the backups that avow made of this vault and that are "
     "still where it put them.",
     "avow wipe --confirm vault", "nothing. `avow leave quiet` before it is not needed."},
});

constexpr auto kOptions = std::to_array<OptionRow>({
    {"passphrase", "new-passphrase-file", "read the new passphrase from this file"},
    {"vault new", "called", "what the vault is called on this device"},
    {"vault new", "name", "the name that your partner will see"},
    {"vault switch", "called", "the vault, as `avow vault list` names it"},
    {"wipe", "confirm", "the name of the vault's folder, or your own name in it"},
});

}  // namespace

std::span<const HelpPage> leaving_help_pages() { return kPages; }
std::span<const OptionRow> leaving_option_rows() { return kOptions; }

}  // namespace avow::text
