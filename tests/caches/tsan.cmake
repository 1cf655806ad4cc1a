# cmake -C tests/caches/tsan.cmake -S . -B build/thread -G Ninja     (tests/sanitize thread does all of it)
set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "")
set(IMPORT_WORKER_SANITIZE "thread" CACHE STRING "")
