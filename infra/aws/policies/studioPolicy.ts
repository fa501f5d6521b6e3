import { stackTag } from "../../resourceTags.ts";
import { storageLayout } from "../../storageLayout.ts";
import { clusterArns, type Place } from "../place.ts";
import { useKeyThroughS3 } from "./instancePolicy.ts";
import { type PolicyDocument, type PolicyStatement, policyDocument } from "./policyDocument.ts";
import { readFolder } from "./s3Access.ts";

/** The only machine a notebook may run on: what it costs by the hour is then small. */
export const studioInstanceType = "ml.t3.medium";

export interface StudioAccess {
  readonly place: Place;
  readonly stack: string;
  /** The domain's id, or `*` for the limit that is set before the domain is there. */
  readonly domainId: string;
  /** The one user profile of the domain. */
  readonly profile: string;
  readonly bucket: string;
  readonly keyArn?: string | undefined;
}

/**
 * What a notebook in Studio may do: open and close its own private space on one kind of machine, find the stack's
 * cluster, read results. It writes nothing to the bucket and cannot end the cluster.
 */
export function studioPolicy({ place, stack, domainId, profile, bucket, keyArn }: StudioAccess): PolicyDocument {
  const { partition, region, account } = place;
  const sagemaker = (kind: string): string =>
    `arn:${partition}:sagemaker:${region}:${account}:${kind.replace("DOMAIN", domainId)}`;
  const profileArn = sagemaker(`user-profile/DOMAIN/${profile}`);
  const own = { "sagemaker:OwnerUserProfileArn": profileArn };
  const notebooks = [sagemaker("app/DOMAIN/*/jupyterlab/*")];
  return policyDocument(
    allow("OwnSpaces", ["CreateSpace", "UpdateSpace", "DeleteSpace"], [sagemaker("space/DOMAIN/*")], {
      ArnLike: own,
      StringEquals: { "sagemaker:SpaceSharingType": "Private" },
    }),
    allow("OpenNotebooks", ["CreateApp"], notebooks, {
      ArnLike: own,
      "ForAllValues:StringEquals": { "sagemaker:InstanceTypes": studioInstanceType },
    }),
    allow("CloseNotebooks", ["DeleteApp"], notebooks, { ArnLike: own }),
    allow("TagWhatIsOpened", ["AddTags"], [sagemaker("space/DOMAIN/*"), ...notebooks], {
      StringEquals: { "sagemaker:TaggingAction": ["CreateSpace", "CreateApp"] },
    }),
    allow(
      "LookAround",
      ["DescribeDomain", "DescribeUserProfile", "DescribeSpace", "DescribeApp"],
      ["domain/DOMAIN", "user-profile/DOMAIN/*", "space/DOMAIN/*", "app/DOMAIN/*"].map(sagemaker),
    ),
    allow("List", ["ListDomains", "ListUserProfiles", "ListSpaces", "ListApps"], ["*"], inRegion(place)),
    {
      Sid: "FindCluster",
      Effect: "Allow",
      Action: [
        "elasticmapreduce:DescribeCluster",
        "elasticmapreduce:ListInstances",
        "elasticmapreduce:ListInstanceFleets",
      ],
      Resource: [clusterArns(place)],
      Condition: { StringEquals: { [`elasticmapreduce:ResourceTag/${stackTag}`]: stack } },
    },
    {
      Sid: "ListClusters",
      Effect: "Allow",
      Action: ["elasticmapreduce:ListClusters"],
      Resource: ["*"],
      Condition: inRegion(place),
    },
    ...readFolder(place, "Runs", { bucket, prefix: storageLayout.runs }),
    ...readFolder(place, "Notebooks", { bucket, prefix: storageLayout.notebooks }),
    ...(keyArn === undefined ? [] : [useKeyThroughS3(place, keyArn)]),
  );
}

/** Opens Studio as the stack's one profile: for the operator. */
export function openStudio({ partition, region, account }: Place, stack: string): PolicyStatement {
  return {
    Sid: "OpenStudio",
    Effect: "Allow",
    Action: ["sagemaker:CreatePresignedDomainUrl"],
    Resource: [`arn:${partition}:sagemaker:${region}:${account}:user-profile/*`],
    Condition: { StringEquals: { [`aws:ResourceTag/${stackTag}`]: stack } },
  };
}

type Condition = NonNullable<PolicyStatement["Condition"]>;

const inRegion = ({ region }: Place): Condition => ({ StringEquals: { "aws:RequestedRegion": region } });

function allow(
  Sid: string,
  actions: readonly string[],
  Resource: readonly string[],
  Condition?: Condition,
): PolicyStatement {
  const Action = actions.map((action) => `sagemaker:${action}`);
  return { Sid, Effect: "Allow", Action, Resource, ...(Condition !== undefined && { Condition }) };
}
