/** How the pages name what plans differ in; lib/ says the same words in its refusals. */
export {
  featureKeys,
  featureNames,
  limitKeys,
  limitNames,
  limitText,
} from '@/lib/entitlements/names'
