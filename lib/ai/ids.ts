/** Whether an id from an address can be asked for at all: Postgres refuses a text that is no UUID. */
export const isUuid = (id: string) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id)
