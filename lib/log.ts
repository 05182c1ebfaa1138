import 'server-only'
import { pino } from 'pino'

/** Structured logs on stdout. Never pass a user's text, a mail address or a key: ids only. */
export const log = pino({
  level: process.env.LOG_LEVEL ?? 'info',
  base: { app: 'tollgate' },
  redact: {
    paths: ['*.email', '*.authorization', '*.cookie', '*.apiKey', '*.token'],
    censor: '[redacted]',
  },
})
