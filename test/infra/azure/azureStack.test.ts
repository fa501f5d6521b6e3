import { beforeAll, describe, expect, it } from "vitest";
import { parseSettings } from "../../../config/parseSettings.ts";
import { storageAccountName } from "../../../infra/names.ts";
import { readerAssignmentName } from "../../../infra/roleAssignmentName.ts";
import { uuidFrom } from "../../../infra/uuidFrom.ts";
import { type RecordedStack, recordStack } from "../setup/recordStack.ts";
import { azureStack } from "../setup/stacks.ts";

let stack: RecordedStack;
const subscription = "00000000-0000-0000-0000-000000000001";
const resultsGroup = "verger-azure-francecentral-results-0a1b2c3d";
const account = storageAccountName("azure-francecentral", subscription, resultsGroup);

beforeAll(async () => {
  stack = await recordStack("azure-francecentral", azureStack);
});

describe("the storage account", () => {
  it("takes no key, shows no blob, speaks TLS 1.2, is encrypted twice", () => {
    expect(stack.resource("azure-native:storage:StorageAccount").properties).toMatchObject({
      allowSharedKeyAccess: false,
      allowBlobPublicAccess: false,
      allowCrossTenantReplication: false,
      enableHttpsTrafficOnly: true,
      minimumTlsVersion: "TLS1_2",
      isLocalUserEnabled: false,
      encryption: { requireInfrastructureEncryption: true },
    });
    expect(stack.resource("azure-native:storage:BlobContainer").properties).toMatchObject({ publicAccess: "None" });
  });

  it("lets in the stack's subnets and the access connector, nobody else", () => {
    expect(stack.resource("azure-native:storage:StorageAccount").properties["networkRuleSet"]).toEqual({
      defaultAction: "Deny",
      bypass: "None",
      virtualNetworkRules: [
        { virtualNetworkResourceId: "host-id", action: "Allow" },
        { virtualNetworkResourceId: "container-id", action: "Allow" },
      ],
      ipRules: [],
      resourceAccessRules: [
        {
          tenantId: "00000000-0000-0000-0000-000000000002",
          resourceId: "/subscriptions/s/resourceGroups/g/providers/Microsoft.Databricks/accessConnectors/connector",
        },
      ],
    });
  });

  it("lets in the addresses its file allows, so that results are read once the workspace is gone", async () => {
    const allowedAddresses = ["203.0.113.7", "198.51.100.0/24"];
    const open = await recordStack("azure-francecentral", { ...azureStack, allowedAddresses });
    expect(open.resource("azure-native:storage:StorageAccount").properties["networkRuleSet"]).toMatchObject({
      defaultAction: "Deny",
      ipRules: allowedAddresses.map((iPAddressOrRange) => ({ iPAddressOrRange, action: "Allow" })),
    });
  });

  it("keeps what is deleted for a week, forgets logs after a month", () => {
    expect(stack.resource("azure-native:storage:BlobServiceProperties").properties).toMatchObject({
      deleteRetentionPolicy: { enabled: true, days: 7 },
      containerDeleteRetentionPolicy: { enabled: true, days: 7 },
    });
    expect(stack.resource("azure-native:storage:ManagementPolicy").properties).toMatchObject({
      policy: {
        rules: [
          { name: "logs", definition: { actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: 30 } } } } },
          { name: "bundles" },
        ],
      },
    });
  });

  it("is in a group that the provider names anew in each life of the stack, and bears a name made from that", () => {
    const inside = stack.resources.filter(({ properties }) => properties["resourceGroupName"] === resultsGroup);
    expect(new Set(inside.map(({ type }) => type.split(":")[1]))).toEqual(new Set(["storage"]));
    expect(stack.resource("azure-native:storage:StorageAccount").properties["accountName"]).toBe(account);
    const groups = stack.all("azure-native:resources:ResourceGroup");
    expect(groups.map(({ properties }) => properties["resourceGroupName"])).toEqual([
      "verger-azure-francecentral",
      undefined,
    ]);
  });

  it("outlives the stack with its group, and no other, unless the stack says otherwise", async () => {
    const retained = stack.resources.filter(({ retainOnDelete }) => retainOnDelete);
    expect(retained.map(({ type }) => type).sort()).toEqual([
      "azure-native:authorization:RoleAssignment",
      "azure-native:resources:ResourceGroup",
      "azure-native:storage:BlobContainer",
      "azure-native:storage:BlobServiceProperties",
      "azure-native:storage:ManagementPolicy",
      "azure-native:storage:StorageAccount",
    ]);
    expect(retained.map(({ name }) => name)).toContain("verger-azure-francecentral-results-");
    expect(retained.map(({ name }) => name)).not.toContain("group");
    const passing = await recordStack("azure-francecentral", { ...azureStack, retainResults: false });
    expect(passing.resources.filter(({ retainOnDelete }) => retainOnDelete)).toEqual([]);
  });
});

describe("the identity of Databricks", () => {
  it("may write the stack's container, and nothing wider", () => {
    const assignments = stack.all("azure-native:authorization:RoleAssignment").filter(({ name }) => name !== "reader");
    expect(assignments.map(({ properties }) => properties)).toEqual([
      expect.objectContaining({
        scope: `/subscriptions/s/storageAccounts/${account}/containers/photographs`,
        principalId: "principal",
        principalType: "ServicePrincipal",
        roleDefinitionId: `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe`,
      }),
    ]);
  });

  it("only reads a container that is somewhere else", async () => {
    const elsewhere = await recordStack("azure-francecentral", {
      ...azureStack,
      images: { from: "container", storageAccount: "orchard", resourceGroup: "farm", container: "photographs" },
    });
    expect(elsewhere.resource("azure-native:authorization:RoleAssignment", "images").properties).toMatchObject({
      scope: `/subscriptions/${subscription}/resourceGroups/farm/providers/Microsoft.Storage/storageAccounts/orchard/blobServices/default/containers/photographs`,
      roleDefinitionId: expect.stringContaining("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"),
    });
  });

  it("has assignments whose names never change: a second up makes none anew", () => {
    expect(uuidFrom("a")).toBe(uuidFrom("a"));
    expect(uuidFrom("a")).not.toBe(uuidFrom("b"));
    expect(uuidFrom("a")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

const readerOf = (recorded: RecordedStack) => recorded.resource("azure-native:authorization:RoleAssignment", "reader");

describe("who makes the stack", () => {
  it("may read the stack's container and nothing wider, also once the stack is gone", () => {
    expect(readerOf(stack)).toMatchObject({
      retainOnDelete: true,
      properties: {
        scope: `/subscriptions/s/storageAccounts/${account}/containers/photographs`,
        principalId: "00000000-0000-0000-0000-000000000004",
        roleDefinitionId: expect.stringContaining("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"),
      },
    });
  });

  it("has that right by another name in each life and for each reader: Azure takes none twice", () => {
    const names = [
      readerAssignmentName("s", "verger-x-results-00000001", "ada"),
      readerAssignmentName("s", "verger-x-results-00000002", "ada"),
      readerAssignmentName("s", "verger-x-results-00000001", "bo"),
    ];
    expect(new Set(names).size).toBe(3);
    expect(readerOf(stack).properties["roleAssignmentName"]).toBe(
      readerAssignmentName(subscription, resultsGroup, "00000000-0000-0000-0000-000000000004"),
    );
  });

  it("has no right on results that go with the stack", async () => {
    const passing = await recordStack("azure-francecentral", { ...azureStack, retainResults: false });
    expect(passing.all("azure-native:authorization:RoleAssignment").map(({ name }) => name)).toEqual(["storage"]);
  });
});

describe("the workspace", () => {
  it("is in the stack's network, its nodes without public addresses", () => {
    expect(stack.resource("azure-native:databricks:Workspace").properties).toMatchObject({
      sku: { name: "premium" },
      computeMode: "Hybrid",
      parameters: {
        enableNoPublicIp: { value: true },
        customVirtualNetworkId: { value: "network-id" },
        customPublicSubnetName: { value: "host" },
        customPrivateSubnetName: { value: "container" },
        requireInfrastructureEncryption: { value: true },
      },
    });
  });

  it("has the way out that new networks lack, in both subnets, one made after the other", () => {
    for (const { properties } of stack.all("azure-native:network:Subnet"))
      expect(properties).toMatchObject({
        natGateway: { id: "nat-id" },
        defaultOutboundAccess: false,
        delegations: [{ serviceName: "Microsoft.Databricks/workspaces" }],
      });
    const { dependencies } = stack.resource("azure-native:network:Subnet", "container");
    expect(dependencies.some((urn) => urn.endsWith("Subnet::host"))).toBe(true);
  });

  it("can be one that is there: then the stack makes no network", async () => {
    const existing = await recordStack("azure-francecentral", {
      ...azureStack,
      compute: { ...azureStack.compute, workspace: { kind: "existing", url: "https://adb-1.2.azuredatabricks.net" } },
    });
    expect(existing.all("azure-native:databricks:Workspace")).toEqual([]);
    expect(existing.all("azure-native:network:VirtualNetwork")).toEqual([]);
  });
});

it("puts the bundle into a volume through Databricks, as storage takes no key", () => {
  const files = stack.all("databricks:index/file:File").map(({ properties }) => properties["path"]);
  expect(files).toEqual([
    expect.stringMatching(/^\/Volumes\/verger_azure_francecentral\/photographs\/bundles\/[0-9a-f]{64}\/verger-bundle/),
    expect.stringMatching(/\/bundles\/scripts\/[0-9a-f]{16}\/databricks-init\.sh$/),
  ]);
});

it("counts everything that bears the stack's tag against its budget: the machines' group and the results' too", () => {
  const { properties } = stack.resource("azure-native:consumption:Budget");
  expect(properties["scope"]).toBe(`/subscriptions/${subscription}`);
  expect(properties["filter"]).toEqual({
    tags: { name: "verger:stack", operator: "In", values: ["azure-francecentral"] },
  });
  for (const type of ["storage:StorageAccount", "databricks:Workspace", "network:NatGateway"])
    expect(stack.resource(`azure-native:${type}`).properties["tags"]).toMatchObject({
      "verger:stack": "azure-francecentral",
    });
});

it("tells the owner when the budget is half and wholly spent, counted from this month", () => {
  expect(stack.resource("azure-native:consumption:Budget").properties).toMatchObject({
    amount: 10,
    timePeriod: { startDate: "2026-11-01T00:00:00Z" },
    notifications: { half: { threshold: 50, contactEmails: ["ada@example.org"] }, all: { threshold: 100 } },
  });
});

it("stays in the stack's location", () => {
  const located = stack.resources.filter(({ properties }) => properties["location"] !== undefined);
  expect(located.length).toBeGreaterThan(5);
  expect(new Set(located.map(({ properties }) => properties["location"]))).toEqual(new Set(["francecentral"]));
});

it("takes no setting it would leave out in silence", () => {
  const parsed = parseSettings({ ...azureStack, customerKey: true, accessLogs: true, notebook: "jupyterhub" });
  const refused = parsed.ok ? [] : parsed.problems.map(({ path }) => path.join("."));
  expect(new Set(refused)).toEqual(new Set(["notebook", "customerKey", "accessLogs"]));
});

it("tells the subscription's owners of the budget when the stack names nobody: a budget always has a reader", async () => {
  const { owner: _, ...nobody } = azureStack;
  const alone = await recordStack("azure-francecentral", nobody);
  expect(alone.resource("azure-native:consumption:Budget").properties["notifications"]).toMatchObject({
    half: { contactEmails: [], contactRoles: ["Owner"] },
    all: { contactEmails: [], contactRoles: ["Owner"] },
  });
  expect(alone.outputs.pricePerHour).toContain("+ unknown (disks of the driver");
});
