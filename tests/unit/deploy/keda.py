"""The part of KEDA's objects that is used here; kubernetes-validate carries no schema of them."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from tests.unit.deploy.manifests import Json


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class LagTrigger(Strict):
    """KEDA 2.21, pkg/scalers/kafka_scaler.go: all values are text."""

    class About(Strict):
        bootstrapServersFromEnv: str  # noqa: N815
        consumerGroup: str  # noqa: N815
        topic: str
        lagThreshold: str = Field(pattern=r"^[1-9][0-9]*$")  # noqa: N815
        offsetResetPolicy: Literal["earliest"]  # noqa: N815

    class Who(Strict):
        name: str

    type: Literal["kafka"]
    authenticationRef: Who  # noqa: N815
    metadata: About


class Scaling(Strict):
    """The part of KEDA's ScaledObject that is used here; kubernetes-validate carries no schema of it."""

    class Target(Strict):
        name: str

    class Advanced(Strict):
        horizontalPodAutoscalerConfig: Json  # noqa: N815

    scaleTargetRef: Target  # noqa: N815
    pollingInterval: int  # noqa: N815
    minReplicaCount: int  # noqa: N815
    maxReplicaCount: int  # noqa: N815
    advanced: Advanced
    triggers: list[LagTrigger] = Field(min_length=1)


class LettingIn(Strict):
    """KEDA's TriggerAuthentication; the parameters are those of its kafka trigger."""

    class FromSecret(Strict):
        parameter: Literal["username", "password", "ca", "tls", "sasl"]
        name: str
        key: str

    secretTargetRef: list[FromSecret] = []  # noqa: N815


KEDA: dict[str, type[BaseModel]] = {"ScaledObject": Scaling, "TriggerAuthentication": LettingIn}
