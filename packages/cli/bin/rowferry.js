#!/usr/bin/env node
// Parses on any Node, so that an old one can be told.
var version = process.versions.node.split('.').map(Number);
var isNew = version[0] > 20 || (version[0] === 20 && version[1] >= 19);

if (isNew) {
  import('../dist/main.js').catch((error) => {
    // Not a missing package, which is found missing from within dist.
    var isMissing = /Cannot find module .*dist.* imported from/.test(String(error));
    process.stderr.write(
      isMissing
        ? 'rowferry: it is not built yet; run `npm run build` first\n'
        : `rowferry: ${String(error)}\n`,
    );
    process.exitCode = 2;
  });
} else {
  process.stderr.write(`rowferry: needs Node 20.19 or newer, this is ${process.version}\n`);
  process.exitCode = 2;
}
