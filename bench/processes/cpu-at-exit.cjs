// Loaded before a program: writes to a file what CPU time the program has taken, in seconds.
'use strict';

const { writeFileSync } = require('node:fs');

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  writeFileSync(process.env.CPU_FILE, String((user + system) / 1e6));
});
