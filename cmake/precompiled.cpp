// Nothing: the precompiled headers need a target (precompiled.cmake).
