const inWords = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })

/** `1 March 2027`, in UTC. */
export const dayInWords = (at: Date): string => inWords.format(at)

/** The last day, in UTC, on which something that ends at `until` is in force: an end at midnight is the day before. */
export const lastDay = (until: Date): string => dayInWords(new Date(until.getTime() - 1))
