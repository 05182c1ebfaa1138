import { z } from 'zod'

/**
 * A mail address as we keep it: trimmed and in lower case. By the letter of RFC 5321 the part before the @ may be case
 * sensitive; people type it either way and mean one account.
 */
export const emailAddress = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'That address is too long.')
  .pipe(z.email('Please enter a mail address like name@example.com.'))
