// From an empty clone to a running Tollgate: installs what is missing, then starts as `npm run dev` does.
// Plain JavaScript for the Node the machine has; the rest runs on Node 24 from the packages (docs/decisions).
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { installPackages } from './install.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
installPackages(root)

const dev = spawn(
  fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url)),
  ['--import', 'tsx', 'sandbox/cli.ts'],
  { cwd: root, stdio: 'inherit' },
)
// The terminal sends Ctrl-C to both of us: the runner ends its parts and then we end with it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => dev.kill(signal))
// npm was ended and its shell told nobody.
const parent = process.ppid
setInterval(() => process.ppid !== parent && dev.kill('SIGTERM'), 500).unref()
dev.on('exit', (code) => process.exit(code ?? 1))
