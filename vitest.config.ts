import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

const project = (name: string, globalSetup: string[]) => ({
  extends: true as const,
  test: { name, include: [`tests/${name}/**/*.test.{ts,tsx}`], globalSetup },
})

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@\//, replacement: at('./') },
      // Next replaces this marker in its own bundles; here everything is the server.
      { find: /^server-only$/, replacement: at('./node_modules/server-only/empty.js') },
    ],
  },
  test: {
    environment: 'node',
    pool: 'forks',
    // The setup file keeps them apart instead: see there.
    isolate: false,
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    setupFiles: ['./tests/support/setup.ts'],
    projects: [
      project('unit', []),
      project('integration', ['./tests/support/global-setup.ts']),
      project('museum', ['./tests/support/global-setup.ts']),
      // Kills PostgreSQL, so each file brings its own.
      project('chaos', []),
    ],
  },
})
