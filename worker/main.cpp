#include "worker/cli/cli.hpp"

int main(int argc, char** argv) { return iw::run_cli(argc, argv); }
