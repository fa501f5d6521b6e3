import { paginateDescribeFileSystems } from "@aws-sdk/client-efs";
import { paginateListDomains } from "@aws-sdk/client-sagemaker";
import type { Question, Remain } from "../receipt/question.ts";
import { type AwsSearch, ownName } from "./awsSearch.ts";

/** The tag SageMaker gives to the file system of a domain: its value is the domain's ARN. */
const managedTag = "ManagedByAmazonSageMakerResource";

/**
 * Domains of SageMaker Studio and the file systems SageMaker made for them: by name and by id. A domain that is gone has
 * no notebook: it cannot be deleted before them. Its security groups are in the stack's network, where EC2 is asked for
 * them. Asked only where there may be or was a domain.
 */
export function askStudio(search: AwsSearch): readonly Question[] {
  const { stack, region, known, studio, clients } = search;
  if (!studio && known.domains.length === 0) return [];
  const own = ownName(stack);
  return [
    {
      service: "SageMaker",
      region,
      call: "ListDomains",
      async ask() {
        const found: Remain[] = [];
        for await (const { Domains = [] } of paginateListDomains({ client: clients.sagemaker }, {}))
          for (const { DomainId: id = "", DomainName } of Domains) {
            const by = known.domains.includes(id) ? "id" : own(DomainName) ? "name" : undefined;
            if (by !== undefined) found.push({ kind: "Studio domain", id, by, perMonth: "unknown" });
          }
        return found;
      },
    },
    {
      service: "EFS",
      region,
      call: "DescribeFileSystems",
      async ask() {
        const found: Remain[] = [];
        for await (const { FileSystems = [] } of paginateDescribeFileSystems({ client: clients.efs }, {}))
          for (const { FileSystemId: id = "", LifeCycleState, Tags = [] } of FileSystems) {
            const domain = Tags.find(({ Key }) => Key === managedTag)
              ?.Value?.split("/")
              .at(-1);
            if (domain === undefined || !known.domains.includes(domain) || LifeCycleState === "deleted") continue;
            found.push({ kind: "file system", id, by: "id", perMonth: "unknown" });
          }
        return found;
      },
    },
  ];
}
