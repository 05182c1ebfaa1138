import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { platform } from 'node:os'

/**
 * Installs the npm packages when they are missing or not those of the lockfile. Returns whether it had to.
 * @param {string} root the checkout
 */
export function installPackages(root) {
  const lockfile = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  const stamp = join(root, 'node_modules', '.installed-from')
  const npmsOwn = join(root, 'node_modules', '.package-lock.json')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockfile) return false
  if (existsSync(npmsOwn) && sameVersions(join(root, 'package-lock.json'), npmsOwn)) {
    writeFileSync(stamp, lockfile)
    return false
  }
  console.log('Installing the packages (npm ci) …')
  const began = Date.now()
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--prefer-offline'], {
    cwd: root,
    stdio: 'inherit',
    shell: platform() === 'win32',
  })
  if (npm.status !== 0) {
    console.error('The packages could not be installed; npm says why above.')
    process.exit(npm.status ?? 1)
  }
  writeFileSync(stamp, lockfile)
  console.log(`Packages installed in ${((Date.now() - began) / 1000).toFixed(0)} s.`)
  return true
}

/** Whether what npm says it installed is what the lockfile asks for, leaving out packages of other platforms. */
function sameVersions(lockfile, installed) {
  const read = (file) => JSON.parse(readFileSync(file, 'utf8')).packages
  const have = read(installed)
  return Object.entries(read(lockfile)).every(
    ([path, entry]) => path === '' || entry.optional || have[path]?.version === entry.version,
  )
}
