import { testEnvironment } from './environment'

// The developer's own keys must not leak into a test.
Object.assign(process.env, testEnvironment)
for (const key of ['GITHUB_ID', 'GITHUB_SECRET', 'GOOGLE_ID', 'GOOGLE_SECRET', 'MAIL_FROM'])
  delete process.env[key]
