// What the rest of the house may use of the rate limits. No ioredis type leaves this package.
export { TokenBuckets } from "./token-buckets.ts";
export type { Limit } from "./token-buckets.ts";
export { shareBuckets } from "./share-buckets.ts";
export type { SharedBuckets, SharingLog } from "./share-buckets.ts";
