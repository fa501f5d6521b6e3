/** Azure's built-in roles on storage, by their published ids. */
const roles = {
  "Storage Blob Data Contributor": "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
  "Storage Blob Data Reader": "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
} as const;

export type StorageRole = keyof typeof roles;

/** The resource id of a built-in role, as an assignment names it. */
export const storageRoleId = (subscriptionId: string, role: StorageRole): string =>
  `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${roles[role]}`;
