#!/usr/bin/env node
// Any Node version can parse this file, so that an old one prints a clear message.
var version = process.versions.node.split('.').map(Number);
var isNew = version[0] > 20 || (version[0] === 20 && version[1] >= 19);

if (isNew) {
  import('../dist/main.js').catch((error) => {
    // Only a missing file of dist itself: a missing package is reported by a file within dist.
    var isMissing = /Cannot find module .*dist.* imported from/.test(String(error));
    process.stderr.write(
      isMissing
        ? 'rowferry: not built yet; run `npm run build` first\n'
        : `rowferry: ${String(error)}\n`,
    );
    process.exitCode = 2;
  });
} else {
  process.stderr.write(`rowferry: needs Node 20.19 or newer; this is ${process.version}\n`);
  process.exitCode = 2;
}
