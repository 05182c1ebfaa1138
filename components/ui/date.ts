// All in UTC: the server draws the page first, and a statement should read the same wherever it is opened.
const day = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
})
const shortDay = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
})
const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: 'UTC' })

/** `12 Dec 2026` */
export const formatDay = (at: string | Date) => day.format(new Date(at))

/** `12 Dec`, where the year is plain from what stands around it. */
export const formatShortDay = (at: string | Date) => shortDay.format(new Date(at))

/** `12 Dec 2026, 14:02:11 UTC` */
export const formatInstant = (at: string | Date) =>
  `${formatDay(at)}, ${time.format(new Date(at))} UTC`

/** `1 – 30 Nov 2026`: the first and the last of some days. */
export const formatDays = (from: string | Date, to: string | Date) =>
  day.formatRange(new Date(from), new Date(to))
