/** `12 December 2026`, in UTC, as the pages say it. Takes ISO 8601. */
export const dayOf = (iso: string): string =>
  new Date(iso).toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
