import { operations, tokenOperations } from '@/lib/catalogue'

const names: Record<string, string> = Object.fromEntries(
  Object.entries({ ...tokenOperations, ...operations }).map(([key, { name }]) => [key, name]),
)

/** What an operation of the price table is called; one the catalogue does not know by its key. */
export const operationName = (operation: string): string =>
  Object.hasOwn(names, operation) ? (names[operation] ?? operation) : operation
