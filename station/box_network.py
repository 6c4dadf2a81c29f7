"""Commands about the box's network: its own access point, and the clinic's Wi-Fi."""

import click

from station.appliance.access_point import AccessPoint, Network, read_point
from station.errors import NetworkError


@click.group()
def network() -> None:
    """Open the box's own Wi-Fi, or join the clinic's."""


@network.command()
def watch() -> None:
    """Open the box's own Wi-Fi if no network comes in a minute, five where it knows a Wi-Fi (done at power-on)."""
    net = Network()
    try:
        if net.there(net.patience_s):
            click.echo("There is a network.")
        else:
            _tell(net.open())
    except NetworkError as error:
        click.echo(f"There is no network. {error}", err=True)  # the station works without; its screen says no Wi-Fi


@network.command("open")
def open_point() -> None:
    """Open the box's own Wi-Fi; its name and password are printed, and are on the station's screen until a PIN is."""
    _tell(Network().open())


@network.command()
def close() -> None:
    """Close the box's own Wi-Fi."""
    Network().close()
    click.echo("The station's own Wi-Fi is closed.")


@network.command()
@click.argument("ssid")
@click.option("--password", prompt=True, hide_input=True, default="", help="Asked for if left out; empty = none.")
def join(ssid: str, password: str) -> None:
    """Join the clinic's Wi-Fi."""
    Network().join(ssid, password or None)
    click.echo(f"Joined {ssid}.")


@network.command()
def show() -> None:
    """Tell whether the box's own Wi-Fi is open, and how it is joined."""
    point = read_point()
    if point:
        _tell(point)
    else:
        click.echo("The station's own Wi-Fi is closed (or this is not root: sudo station network show).")


def _tell(point: AccessPoint) -> None:
    click.echo(f"Wi-Fi {point.ssid}, password {point.password}; the page: http://{point.address}")
