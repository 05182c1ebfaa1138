import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The files of this checkout as a fresh clone would have them: nothing built, no data. Returns its folder. */
export function freshCopy({ withPackages }: { withPackages: boolean }): string {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-copy-'))
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' })
  for (const file of new Set(files.trim().split('\n')))
    if (existsSync(file)) cpSync(file, join(folder, file), { recursive: true })
  if (withPackages) {
    const packages = join(folder, 'node_modules')
    try {
      // Links instead of copies of 30,000 files, where both are on one file system.
      execFileSync('cp', ['-al', 'node_modules', packages], { stdio: 'ignore' })
    } catch {
      rmSync(packages, { recursive: true, force: true })
      cpSync('node_modules', packages, { recursive: true, verbatimSymlinks: true })
    }
  }
  return folder
}

export function removeCopy(folder: string): void {
  // Where the postgres user could not enter the folder, its data moved out of it (sandbox/postgres-place.ts).
  const moved = join(folder, '.sandbox/postgres/moved-to')
  if (existsSync(moved)) rmSync(readFileSync(moved, 'utf8'), { recursive: true, force: true })
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
