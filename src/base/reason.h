// Contexts of an Error that have a sentence of their own in base/text_errors.cpp: what is wrong is then said in other
// words than those of its code. A context is one of these, or begins with one and goes on with what it is about.
// They are ours alone: no text of a person, and no part of any format.
#pragma once

#include <string_view>

namespace avow::reason {

inline constexpr std::string_view kNoLink = "not a pairing link";                                      // malformed
inline constexpr std::string_view kDamagedLink = "a pairing link with a wrong or missing character";   // malformed
inline constexpr std::string_view kLaterLink = "a pairing link of a later avow";                       // newer_version
inline constexpr std::string_view kLongLink = "longer than any pairing link";                          // too_large
inline constexpr std::string_view kEpochsBeyond = "more epochs than are begun before keys are renewed"; // too_large
inline constexpr std::string_view kNoFile = "no file: ";                                               // not_found
inline constexpr std::string_view kNoVaultNamed = "no vault called so: ";                              // not_found
inline constexpr std::string_view kNoWords = "no sync yet";                                            // not_found
inline constexpr std::string_view kNotAFolder = "not a folder: ";                                      // no_vault
inline constexpr std::string_view kVaultThere = "there is a vault already in ";                        // refused
inline constexpr std::string_view kFolderUsed = "the folder ";                                         // refused
inline constexpr std::string_view kLinkUsed = "another person's device has used this link already";    // refused
inline constexpr std::string_view kPairedMeanwhile = "this vault is paired already";                   // refused
inline constexpr std::string_view kClock = "This device's clock shows ";                               // refused
inline constexpr std::string_view kUnconfirmed = "unconfirmed";                                        // unreachable
inline constexpr std::string_view kNoAddress = "no address";                                           // unreachable
inline constexpr std::string_view kProxy = "proxy: ";                                                  // unreachable
inline constexpr std::string_view kOnion = "through a proxy only: ";                                   // unreachable
inline constexpr std::string_view kPort = "the port cannot be opened: ";                               // io
inline constexpr std::string_view kNoBackup = "not a backup";                                          // malformed
inline constexpr std::string_view kEpochGap = "an epoch that does not follow those before it";         // malformed
inline constexpr std::string_view kBackupDamaged = "a damaged backup";                                 // damaged
inline constexpr std::string_view kBackupCut = "a backup cut short";                                   // damaged
inline constexpr std::string_view kBackupLater = "a backup of a later avow";                           // newer_version
inline constexpr std::string_view kLaterPartner = "the partner's program is a later one";              // newer_version
inline constexpr std::string_view kBackupLocked = "the backup does not open";                          // wrong_passphrase
inline constexpr std::string_view kNoBundle = "not a sealed file";                                     // malformed
inline constexpr std::string_view kBundleDamaged = "a damaged sealed file";                            // damaged
inline constexpr std::string_view kBundleCut = "a sealed file cut short";                              // damaged
inline constexpr std::string_view kBundleLater = "a sealed file of a later avow";                      // newer_version
inline constexpr std::string_view kBundleForeign = "a sealed file for other keys";                     // forged
inline constexpr std::string_view kSaved = "saved so far: ";                                           // interrupted

}  // namespace avow::reason
