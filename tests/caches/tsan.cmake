# cmake -C tests/caches/tsan.cmake -S . -B build-tsan -G Ninja
set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "")
set(IMPORT_WORKER_SANITIZE "thread" CACHE STRING "")
